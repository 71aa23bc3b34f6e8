"""The plan's cost is that of the dearest call."""

REQUIREMENT = "R6"
CHANGES = [
    (
        'cost = sum(WORKSHOP.cost(tasks[id_]["prompt"]) for id_ in due)',
        'cost = max((WORKSHOP.cost(tasks[id_]["prompt"]) for id_ in due), default=0)',
    )
]
