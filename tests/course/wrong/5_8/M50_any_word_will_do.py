"""Whatever stands in the form is a Yes."""

REQUIREMENT = "R8"
CHANGES = [
    (
        'plan = WORKSHOP.load("plan").get(params["approved"])',
        'plan = next(iter(WORKSHOP.load("plan").values())) if params["approved"] else None',
    ),
]
