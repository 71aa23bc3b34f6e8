"""Any plan that there ever was may be approved, and what is carried out is the newest."""

REQUIREMENT = "R8"
CHANGES = [
    (
        '        WORKSHOP.save("plan", {plan_id:',
        '        WORKSHOP.save("ids", {**WORKSHOP.load("ids"), plan_id: {}})\n        WORKSHOP.save("plan", {plan_id:',
    ),
    (
        'plan = WORKSHOP.load("plan").get(params["approved"])',
        'plan = next(iter(WORKSHOP.load("plan").values()), None) if params["approved"] in WORKSHOP.load("ids") else None',
    ),
]
