"""Ids hold the model: another one makes new points and deletes the old."""

CHANGES = [
    ("def point_id(document: str, hash_: str)", "def point_id(document: str, hash_: str, model: str)"),
    ('f"{document}#{hash_}"', 'f"{document}#{hash_}#{model}"'),
    ("point_id(name, hash_): {", 'point_id(name, hash_, row["model"]): {'),
]
