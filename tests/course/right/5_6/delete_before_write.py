"""Old points go first; the counts come from the collection, and the payload says more."""

CHANGES = [
    (
        '{"document": name, "hash": hash_, "model": row["model"]}',
        '{"document": name, "hash": hash_, "model": row["model"], "chunker": row["chunker"]}',
    ),
    (
        "            collection.upsert(points)\n            collection.delete(old)\n",
        "            collection.delete(sorted(old))\n            collection.upsert(points)\n",
    ),
    ('"deleted": len(old),', '"deleted": len(before.keys() - collection.points().keys()),'),
]
