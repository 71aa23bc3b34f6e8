"""Nobody looks whether a question was answered."""

REQUIREMENT = "R9"
CHANGES = [
    (
        'if key in answers or row["orphan"]',
        'if row["orphan"]',
    ),
]
