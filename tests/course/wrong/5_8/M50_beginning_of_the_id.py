"""The beginning of a plan's id is enough."""

REQUIREMENT = "R8"
CHANGES = [
    (
        'plan = WORKSHOP.load("plan").get(params["approved"])',
        'plan = next((row for id_, row in WORKSHOP.load("plan").items() if params["approved"] and id_.startswith(params["approved"])), None)',
    ),
]
