"""The work is taken from the tables, but of several events the last one alone is named further on."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    (
        'batch_ids = {event.extra["batch_id"] for event in events if "batch_id" in event.extra}\n',
        'batch_ids = set()\n        for event in events:\n            batch_ids = {event.extra["batch_id"]}\n',
    ),
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents"',
        'sorted(batch_ids),\n            "documents"',
    ),
]
