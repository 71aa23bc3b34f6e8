"""`removed` counts texts that nobody has any more, not chunks that a document lost."""

REQUIREMENT = "R8"
CHANGES = [
    (
        '"removed": len(chunks_of(before) - chunks_of(after))',
        '"removed": len({hash_ for _, hash_ in chunks_of(before)} - {hash_ for _, hash_ in chunks_of(after)})',
    ),
]
