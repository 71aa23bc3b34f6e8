"""The store's event says in which run it was made, in the place of the batches."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    ("def update_points(*, triggering", "def update_points(*, run_id, triggering"),
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n                "inserted"',
        '[run_id],\n                "inserted"',
    ),
]
