"""Chunks are numbered through all documents of a run: which ids a page has depends on what changed beside it."""

REQUIREMENT = "R8"
CHANGES = [
    ("import NAMESPACE_URL, uuid5", "import NAMESPACE_URL, uuid4, uuid5"),
    ('batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"', "batch_id = uuid4().hex"),
    (
        """                for name, row in due.items()
                for number, piece in enumerate(WORKSHOP.kept(name))
""",
        """                for number, (name, row, piece) in enumerate(
                    (name, row, piece) for name, row in sorted(due.items()) for piece in WORKSHOP.kept(name)
                )
""",
    ),
]
