"""A batch counts as stored when any of its documents is."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "        # The table knows",
        '        waiting -= {row["batch_id"] for name, row in published.items() if row == stored.get(name)}\n        # The table knows',
    ),
]
