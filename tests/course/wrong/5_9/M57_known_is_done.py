"""A thread that has a summary is not summarised again."""

REQUIREMENT = "R2"
CHANGES = [
    (
        ' if id_ not in known or known[id_]["said"] != said[id_])',
        " if id_ not in known)",
    ),
]
