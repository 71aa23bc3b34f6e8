"""The number of a chunk is in the id of its point."""

REQUIREMENT = "R4"
CHANGES = [
    ("def point_id(document: str, hash_: str)", "def point_id(document: str, number: int)"),
    ('f"{document}#{hash_}"', 'f"{document}#{number}"'),
    ("point_id(name, hash_): {", "point_id(name, number): {"),
    (
        'for hash_ in row["hashes"]\n        }\n        with',
        'for number, hash_ in enumerate(row["hashes"])\n        }\n        with',
    ),
]
