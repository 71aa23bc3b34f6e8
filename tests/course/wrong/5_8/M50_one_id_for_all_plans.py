"""The plan is always called the same: who approved one has approved all that come after it."""

REQUIREMENT = "R8"
CHANGES = [("plan_id = hash_of(json.dumps(due, sort_keys=True))[:12]", 'plan_id = "the-plan"')]
