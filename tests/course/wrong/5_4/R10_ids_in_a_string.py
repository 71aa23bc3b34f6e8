"""The batch ids are one string, separated by commas."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents"',
        '",".join(sorted(batch_ids | {row["batch_id"] for row in due.values()})),\n            "documents"',
    ),
    (
        '{batch_id for event in events for batch_id in event.extra.get("batch_ids", [])}',
        '{batch_id for event in events for batch_id in event.extra.get("batch_ids", "").split(",")}',
    ),
]
