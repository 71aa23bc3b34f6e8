"""All of it is deleted and made again at every event."""

REQUIREMENT = "R5"
CHANGES_OF_FORMER = [
    (
        'name: row for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")',
        "name: row for name, row in published.items()",
    ),
    (
        "due = {name: row for name, row in embedded.items() if name in differing}",
        "due = dict(embedded)",
    ),
    ("collection.upsert(points)", "collection.delete(before)\n            collection.upsert(points)"),
]
