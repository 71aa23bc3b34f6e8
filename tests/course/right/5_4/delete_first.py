"""Old points go before new ones come."""

CHANGES_OF_FORMER = [
    (
        "            collection.upsert(points)\n            collection.delete(old)\n",
        "            collection.delete(old)\n            collection.upsert(points)\n",
    )
]
