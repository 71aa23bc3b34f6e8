"""Batch ids come from the rows of documents alone: a batch that only removes has none."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents"',
        'sorted({row["batch_id"] for row in due.values()}),\n            "documents"',
    ),
]
