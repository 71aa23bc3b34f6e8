"""The answers are saved when all of them are there."""

REQUIREMENT = "R11"
CHANGES = [
    (
        """            WORKSHOP.save("answers", answers)
""",
        """        WORKSHOP.save("answers", answers)
""",
    ),
    (
        """            if cost > left:
""",
        """            if cost > left:
                WORKSHOP.save("answers", answers)
""",
    ),
]
