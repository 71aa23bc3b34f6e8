"""Two of three tables are vacuumed."""

REQUIREMENT = "R11"
CHANGES = [
    (
        '        for table in ("conversations", "thread_summaries", "user_facts"):\n            WORKSHOP.vacuum',
        '        for table in ("conversations", "user_facts"):\n            WORKSHOP.vacuum',
    ),
]
