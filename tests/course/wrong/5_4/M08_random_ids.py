"""Every write makes new points."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ("import NAMESPACE_URL, uuid5", "import uuid4"),
    ('str(uuid5(NAMESPACE_URL, f"{name}#{number}"))', "str(uuid4())"),
    ('(payload["document"] in due or payload["document"] not in embedded)', 'payload["document"] not in embedded'),
]
