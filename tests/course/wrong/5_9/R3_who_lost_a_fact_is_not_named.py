"""Users are named who have a row that is another one; who has lost their only one is not."""

REQUIREMENT = "R3"
CHANGES = [
    (
        'sorted({(facts.get(id_) or known[id_])["user"] for id_ in changed})',
        'sorted({facts[id_]["user"] for id_ in changed if id_ in facts})',
    ),
]
