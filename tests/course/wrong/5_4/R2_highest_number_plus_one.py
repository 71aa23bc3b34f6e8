"""The batch number is the highest in the table plus one; a batch of deletions leaves no row, so the next has its number."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"',
        'numbers = [int(row["batch_id"].rpartition("-")[2]) for row in published.values()]\n        batch_id = f"batch-{max(numbers, default=0) + 1}"',
    )
]
