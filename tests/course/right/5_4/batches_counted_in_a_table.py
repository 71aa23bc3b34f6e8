"""Batches have numbers, counted in a table; each publishing is woken by the clock as well."""

CHANGES_OF_FORMER = [
    ("@dag(schedule=None,", '@dag(schedule="0 * * * *",'),
    (
        'batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"',
        'number = WORKSHOP.load("batches").get("last", {}).get("number", 0) + 1\n'
        '        WORKSHOP.save("batches", {"last": {"number": number}})\n        batch_id = f"batch {number}"',
    ),
]
