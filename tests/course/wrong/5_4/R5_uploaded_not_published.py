"""The embedding task compares with the folder, not with what was published."""

REQUIREMENT = "R5"
CHANGES_OF_FORMER = [
    (
        'published, embedded = WORKSHOP.load("published"), WORKSHOP.load("embedded")\n        events',
        'embedded = WORKSHOP.load("embedded")\n'
        '        published = {\n            name: {"sha256": sha256(text.encode()).hexdigest(), "batch_id": ""}\n'
        "            for name, text in WORKSHOP.documents().items()\n        }\n        events",
    ),
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents"',
        'sorted(batch_ids),\n            "documents"',
    ),
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n                "inserted"',
        'sorted(batch_ids),\n                "inserted"',
    ),
]
