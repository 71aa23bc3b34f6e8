"""The event counts all documents of the shelf, not those that changed."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'sum(name.startswith(f"{shelf}/") for name in changed)\n            if count:',
        'sum(name.startswith(f"{shelf}/") for name in catalogue)\n            if count:',
    )
]
