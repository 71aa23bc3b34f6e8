"""The asset's own extra is taken from the object at the top of the file; the points are counted."""

CHANGES = [
    ('newest.asset.extra["collection"]', 'VECTOR_STORE.extra["collection"]'),
    (
        "        row = {\n",
        "        with WORKSHOP.collection() as collection:\n            points = collection.count()\n        row = {\n",
    ),
    ('newest.extra["total"]', "points"),
]
