"""The store's task logs that the collection could not be written, and is green."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    (
        "            collection.upsert(points)\n",
        '            try:\n                collection.upsert(points)\n            except Exception as error:\n                print(f"not stored: {error}")\n',
    ),
]
