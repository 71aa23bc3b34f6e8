"""Batches are counted in a variable of the module, and each run begins to count anew."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    ("\n\n\n@dag(", "\nCOUNTER = {}\n\n\n@dag("),
    (
        'batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"',
        'COUNTER["batch"] = COUNTER.get("batch", 0) + 1\n        batch_id = f"batch-{COUNTER[\'batch\']}"',
    ),
]
