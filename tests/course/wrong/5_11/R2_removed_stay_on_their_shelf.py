"""A page that is gone stays in the table, and counts as deleted again each time."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'WORKSHOP.save("shelved", catalogue)',
        'WORKSHOP.save("shelved", {**shelved, **catalogue})',
    ),
]
