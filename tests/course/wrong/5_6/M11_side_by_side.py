"""The model is in the id, and a point goes only when nobody has its text: two models share the collection."""

REQUIREMENT = "R6"
CHANGES = [
    ("def point_id(document: str, hash_: str)", "def point_id(document: str, hash_: str, model: str)"),
    ('f"{document}#{hash_}"', 'f"{document}#{hash_}#{model}"'),
    ("point_id(name, hash_): {", 'point_id(name, hash_, row["model"]): {'),
    (
        "old = before.keys() - wanted.keys()",
        'old = {id_ for id_, payload in before.items() if (payload["document"], payload["hash"]) not in chunks_of(chunks)}',
    ),
]
