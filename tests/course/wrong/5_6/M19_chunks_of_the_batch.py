"""`chunks` counts those of the documents that were cut in this run."""

REQUIREMENT = "R8"
CHANGES = [
    (
        'chunks = sum(len(row["hashes"]) for row in after.values())',
        "chunks = sum(len(pieces) for pieces in cut.values())",
    )
]
