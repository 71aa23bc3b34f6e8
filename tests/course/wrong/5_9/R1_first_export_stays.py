"""A thread is what it was when it was exported first."""

REQUIREMENT = "R1"
CHANGES = [
    (
        'sorted(WORKSHOP.exports(), key=lambda export: export["exported_at"])',
        'sorted(WORKSHOP.exports(), key=lambda export: export["exported_at"], reverse=True)',
    )
]
