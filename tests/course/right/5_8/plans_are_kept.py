"""Every plan is kept under its id, with its prompts; the newest is not the only one that can be approved."""

CHANGES = [
    (
        'WORKSHOP.save("plan", {plan_id: {"calls": len(due), "cost": cost, "keys": due}})',
        'row = {"calls": len(due), "cost": cost, "keys": due, "model": WORKSHOP.model}\n        WORKSHOP.save("plan", {plan_id: row})\n        WORKSHOP.save("plans", {**WORKSHOP.load("plans"), plan_id: row})',
    ),
    ('        left = params["budget"]\n', '        left = int(params["budget"])\n'),
    ('for id_, key in plan["keys"].items():', 'for id_, key in sorted(plan["keys"].items()):'),
]
