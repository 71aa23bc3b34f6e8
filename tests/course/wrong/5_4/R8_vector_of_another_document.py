"""Vectors and documents are counted apart, and slip by one document."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ('"vector": piece.vector,', '"vector": WORKSHOP.kept(other(name, embedded))[0].vector,'),
    (
        "@dag(schedule=[EMBEDDINGS]",
        "def other(name, embedded):\n    names = sorted(embedded)\n    return names[(names.index(name) + 1) % len(names)]\n\n\n@dag(schedule=[EMBEDDINGS]",
    ),
]
