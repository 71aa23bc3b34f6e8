"""The monitor knows a batch by its event alone: one whose event was never written does not exist for it."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """        began = {row["batch_id"]: datetime.fromisoformat(row["timestamp"]) for row in published.values()}
        began |= {""",
        "        began = {",
    ),
]
