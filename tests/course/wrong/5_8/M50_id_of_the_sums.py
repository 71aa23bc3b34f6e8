"""The plan's id is made of how many calls it has and what they cost."""

REQUIREMENT = "R8"
CHANGES = [
    (
        "plan_id = hash_of(json.dumps(due, sort_keys=True))[:12]",
        'plan_id = hash_of(f"{len(due)} calls for {cost} cents")[:12]',
    ),
]
