"""No event of user_facts tells whoever holds a copy."""

REQUIREMENT = "R11"
CHANGES = [
    ("    @task(outlets=[CONVERSATIONS, FACTS])\n", "    @task(outlets=[CONVERSATIONS])\n"),
    ('        outlet_events[FACTS].extra = {"users": [user]}\n', ""),
]
