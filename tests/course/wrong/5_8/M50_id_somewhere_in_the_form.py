"""It is enough that the plan's id stands somewhere in what was typed, or what was typed somewhere in it."""

REQUIREMENT = "R8"
CHANGES = [
    (
        'plan = WORKSHOP.load("plan").get(params["approved"])',
        'plan = next((row for id_, row in WORKSHOP.load("plan").items() if params["approved"].lower() == id_.lower() or id_ in params["approved"]), None)',
    ),
]
