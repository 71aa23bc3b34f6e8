"""The hash of the whole document is in the ids: an edit gives all its points others."""

REQUIREMENT = "R4"
CHANGES = [
    ("def point_id(document: str, hash_: str)", "def point_id(document: str, version: str, hash_: str)"),
    ('f"{document}#{hash_}"', 'f"{document}#{version}#{hash_}"'),
    ("point_id(name, hash_): {", 'point_id(name, row["sha256"], hash_): {'),
]
