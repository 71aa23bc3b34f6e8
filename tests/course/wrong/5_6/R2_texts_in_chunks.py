"""Rows of `chunks` hold the texts, too."""

REQUIREMENT = "R2"
CHANGES = [
    (
        '"hashes": hashes}',
        '"hashes": hashes, "texts": pieces}',
    ),
]
