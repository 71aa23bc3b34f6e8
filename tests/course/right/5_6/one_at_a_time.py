"""Texts are embedded one by one, each kept before the next, and old points go before new ones come."""

CHANGES = [
    (
        "for key, vector in zip(new, WORKSHOP.encode(list(new.values())), strict=True):\n",
        "for key in new:\n            [vector] = WORKSHOP.encode([new[key]])\n",
    ),
    (
        '{"text": new[key], "vector": vector}\n',
        '{"text": new[key], "vector": vector}\n            WORKSHOP.save("embeddings", embeddings)\n',
    ),
    (
        "            collection.upsert(points)\n            collection.delete(old)\n",
        "            collection.delete(old)\n            for point in points:\n                collection.upsert([point])\n",
    ),
]
