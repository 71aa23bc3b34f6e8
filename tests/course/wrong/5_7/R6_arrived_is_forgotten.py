"""A batch without an event stands in the report while it waits, and not any more once a sweep has brought it on."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """        began = {row["batch_id"]: datetime.fromisoformat(row["timestamp"]) for row in published.values()}
""",
        """        rows = [row for row in published.values() if row["batch_id"] in waiting]
        began = {row["batch_id"]: datetime.fromisoformat(row["timestamp"]) for row in rows}
""",
    ),
]
