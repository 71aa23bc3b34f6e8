"""Orphans are in the plan, too."""

REQUIREMENT = "R6"
CHANGES = [
    ('for id_, row in tasks.items() if not row["orphan"]}', "for id_, row in tasks.items()}"),
    ('if key in answers or row["orphan"] or key_of', "if key in answers or key_of"),
]
