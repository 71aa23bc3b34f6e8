"""The batches of the embedding run are handed to the store's task in a variable of the module."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    ("\n\n\n@dag(", "\nBATCHES = []\n\n\n@dag("),
    (
        '            "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents": len(due),\n',
        '            "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents": len(due),\n            "remembered": BATCHES.append(sorted(batch_ids)),\n',
    ),
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n                "inserted"',
        'BATCHES.pop() if BATCHES else [],\n                "inserted"',
    ),
]
