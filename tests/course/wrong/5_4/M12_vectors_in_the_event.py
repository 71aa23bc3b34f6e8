"""The vectors are in the extra of the event."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ("        count = 0\n", "        count, vectors = 0, {}\n"),
    (
        "            count += len(pieces)\n",
        "            count += len(pieces)\n            vectors[name] = [piece.vector for piece in pieces]\n",
    ),
    ('            "embeddings": count,\n', '            "embeddings": count,\n            "vectors": vectors,\n'),
]
