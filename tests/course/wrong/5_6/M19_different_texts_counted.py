"""`chunks` counts different texts, so that what stands in two documents counts once."""

REQUIREMENT = "R8"
CHANGES = [
    (
        'chunks = sum(len(row["hashes"]) for row in after.values())',
        "chunks = len({hash_ for _, hash_ in chunks_of(after)})",
    )
]
