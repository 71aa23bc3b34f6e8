"""Takes the exports in the order of their files."""

REQUIREMENT = "R1"
CHANGES = [
    (
        'sorted(WORKSHOP.exports(), key=lambda export: export["exported_at"])',
        "WORKSHOP.exports()",
    ),
]
