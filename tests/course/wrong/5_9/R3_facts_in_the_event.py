"""The event of the facts says them, too."""

REQUIREMENT = "R3"
CHANGES = [
    (
        'outlet_events[FACTS].extra = {"users": sorted({(facts.get(id_) or known[id_])["user"] for id_ in changed})}',
        'outlet_events[FACTS].extra = {\n            "users": sorted({(facts.get(id_) or known[id_])["user"] for id_ in changed}),\n'
        '            "facts": sorted(facts[id_]["text"] for id_ in changed if id_ in facts),\n        }',
    ),
]
