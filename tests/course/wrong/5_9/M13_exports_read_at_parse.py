"""Reads the exports when the file is parsed."""

REQUIREMENT = "R12"
CHANGES = [
    (
        """WORKSHOP = KnowledgeWorkshop("exercise_5_9")
""",
        """WORKSHOP = KnowledgeWorkshop("exercise_5_9")
EXPORTS = WORKSHOP.exports()
""",
    ),
]
