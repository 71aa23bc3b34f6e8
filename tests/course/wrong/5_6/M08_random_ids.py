"""Every run makes new points."""

REQUIREMENT = "R4"
CHANGES = [
    ("import NAMESPACE_URL, uuid5", "import uuid4"),
    ('str(uuid5(NAMESPACE_URL, f"{document}#{hash_}"))', "str(uuid4())"),
]
