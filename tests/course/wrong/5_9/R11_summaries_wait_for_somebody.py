"""The summary of a shared thread goes with the user, and nobody is told to make it anew."""

REQUIREMENT = "R11"
CHANGES = [
    ("    @task(outlets=[CONVERSATIONS, FACTS])\n", "    @task(outlets=[FACTS])\n"),
    ('        outlet_events[CONVERSATIONS].extra = {"threads": theirs}\n', ""),
]
