"""Two events wake the index at once, and the batches of one of them are noted."""

REQUIREMENT = "R14"
CHANGES = [
    (
        'sorted({batch_id for event in events for batch_id in event.extra["batch_ids"]})',
        'sorted(newest.extra["batch_ids"])',
    ),
]
