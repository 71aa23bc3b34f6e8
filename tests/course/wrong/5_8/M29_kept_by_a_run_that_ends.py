"""The answers are saved by a run that has money enough; one that breaks off keeps none."""

REQUIREMENT = "R9"
CHANGES = [
    (
        """            WORKSHOP.save("answers", answers)
""",
        """        WORKSHOP.save("answers", answers)
""",
    ),
]
