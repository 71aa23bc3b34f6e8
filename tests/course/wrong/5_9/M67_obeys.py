"""Believes whatever the reader took down."""

REQUIREMENT = "R10"
CHANGES = [
    (
        ' if said["author"] == said["user"])',
        ")",
    ),
]
