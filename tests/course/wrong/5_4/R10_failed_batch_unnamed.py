"""The store names the batches of the events that woke it alone: a batch whose run failed is named by nobody."""

REQUIREMENT = "R10"
CHANGES = [
    (
        '            **statistics,\n            "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),',
        '            **statistics,\n            "batch_ids": sorted(batch_ids),',
    )
]
