"""The key of an embedding holds the document: a copy is embedded again."""

REQUIREMENT = "R2"
CHANGES = [
    (
        '{hash_of(text)}": text for pieces in cut.values()',
        '{name}/{hash_of(text)}": text for name, pieces in cut.items()',
    ),
    ("{payload['model']}/{payload['hash']}", "{payload['model']}/{payload['document']}/{payload['hash']}"),
]
