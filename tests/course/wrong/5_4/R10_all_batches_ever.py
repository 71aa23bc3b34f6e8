"""The store's event names every batch there ever was."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n                "inserted"',
        'sorted(batch_ids | {row["batch_id"] for row in embedded.values()}),\n                "inserted"',
    )
]
