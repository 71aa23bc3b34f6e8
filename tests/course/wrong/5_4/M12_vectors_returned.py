"""The vectors are the task's return value."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ("        count = 0\n", "        count, vectors = 0, {}\n"),
    (
        "            count += len(pieces)\n",
        "            count += len(pieces)\n            vectors[name] = [piece.vector for piece in pieces]\n",
    ),
    (
        '"embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        }\n',
        '"embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        }\n        return vectors\n',
    ),
]
