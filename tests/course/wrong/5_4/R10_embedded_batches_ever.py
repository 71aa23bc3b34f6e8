"""The event of embeddings names every batch of which a document is still there."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents"',
        'sorted(batch_ids | {row["batch_id"] for row in embedded.values()}),\n            "documents"',
    )
]
