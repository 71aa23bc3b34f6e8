"""The collection is emptied and filled again at each event."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ("due = {name: row for name, row in embedded.items() if name in differing}", "due = embedded if differing else {}"),
    (
        "            collection.upsert(points)\n",
        "            if differing:\n                collection.delete(list(before))\n            collection.upsert(points)\n",
    ),
]
