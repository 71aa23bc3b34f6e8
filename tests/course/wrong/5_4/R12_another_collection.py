"""The vector store's own extra does not say which collection it is."""

REQUIREMENT = "R12"
CHANGES = [
    ('extra={"collection": "exercise_5_4"}', 'extra={"engine": "qdrant"}'),
    ('newest.asset.extra["collection"]', "WORKSHOP.name"),
]
