"""The nearest sentence is the answer, however far it is."""

REQUIREMENT = "R3"
CHANGES = [
    (
        """[found for found in WORKSHOP.sentences(question, passages) if found.score >= NEAR_ENOUGH][:1]""",
        """WORKSHOP.sentences(question, passages)[:1]""",
    ),
]
