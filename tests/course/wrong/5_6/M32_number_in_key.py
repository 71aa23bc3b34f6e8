"""The key of an embedding holds the number of the chunk: what stands behind an insertion is embedded again."""

REQUIREMENT = "R2"
CHANGES = [
    (
        '{hash_of(text)}": text for pieces in cut.values() for text in pieces}',
        '{number}/{hash_of(text)}": text for pieces in cut.values() for number, text in enumerate(pieces)}',
    ),
    (
        'for hash_ in row["hashes"]\n        }\n        with',
        'for number, hash_ in enumerate(row["hashes"])\n        }\n        numbers = {point_id(name, hash_): number for name, row in chunks.items() for number, hash_ in enumerate(row["hashes"])}\n        with',
    ),
    ("{payload['model']}/{payload['hash']}", "{payload['model']}/{numbers[id_]}/{payload['hash']}"),
]
