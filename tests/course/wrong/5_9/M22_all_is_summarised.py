"""Each event has every thread summarised."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'sorted(id_ for id_ in threads if id_ not in known or known[id_]["said"] != said[id_])',
        "sorted(threads)",
    ),
]
