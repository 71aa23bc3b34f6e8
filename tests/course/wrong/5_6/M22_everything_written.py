"""The collection is emptied and filled again at every event."""

REQUIREMENT = "R4"
CHANGES = [
    ("due = {id_: payload for id_, payload in wanted.items() if before.get(id_) != payload}", "due = wanted"),
    ("old = before.keys() - wanted.keys()", "old = before.keys()"),
    (
        "            collection.upsert(points)\n            collection.delete(old)\n",
        "            collection.delete(old)\n            collection.upsert(points)\n",
    ),
]
