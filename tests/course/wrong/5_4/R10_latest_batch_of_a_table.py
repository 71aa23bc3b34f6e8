"""The embedding DAG names the batch that a table calls the latest; of a burst it names one."""

REQUIREMENT = "R10"
CHANGES = [
    (
        '        outlet_events[DOCUMENTS].extra = {\n            "batch_id": batch_id,',
        '        WORKSHOP.save("latest", {"batch": {"batch_id": batch_id}})\n        outlet_events[DOCUMENTS].extra = {\n            "batch_id": batch_id,',
    ),
    (
        'batch_ids = {event.extra["batch_id"] for event in events if "batch_id" in event.extra}',
        'batch_ids = {row["batch_id"] for row in WORKSHOP.load("latest").values()} if events else set()',
    ),
    (
        '"batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents"',
        '"batch_ids": sorted(batch_ids),\n            "documents"',
    ),
]
