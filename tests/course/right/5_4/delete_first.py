"""Old points go before new ones come."""

CHANGES = [
    (
        "            collection.upsert(points)\n            collection.delete(old)\n",
        "            collection.delete(old)\n            collection.upsert(points)\n",
    )
]
