"""Forgets a user in the newest tables only."""

REQUIREMENT = "R11"
CHANGES = [
    (
        """        for table in ("conversations", "thread_summaries", "user_facts"):
            WORKSHOP.vacuum(table)
""",
        "",
    ),
]
