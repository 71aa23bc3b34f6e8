"""The store's task notes what it has written before it writes it."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    (
        'stored = {(payload["document"], payload["sha256"]) for payload in before.values()}',
        'stored = {(name, row["sha256"]) for name, row in WORKSHOP.load("stored").items()}',
    ),
    (
        "            collection.upsert(points)\n",
        '            WORKSHOP.save("stored", embedded)\n            collection.upsert(points)\n',
    ),
]
