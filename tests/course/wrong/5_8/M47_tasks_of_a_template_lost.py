"""Orphans are kept of concepts only: with a template its tasks go, too."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "for id_, row in known.items() if id_ not in wanted}",
        'for id_, row in known.items() if id_ not in wanted and row["template"] in templates}',
    ),
]
