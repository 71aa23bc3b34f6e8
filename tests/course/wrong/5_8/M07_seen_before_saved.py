"""What was seen is noted before the table is saved, and compared with the next time."""

REQUIREMENT = "R5"
CHANGES = [
    (
        """        if tasks == known:
""",
        """        seen = {id_: {"asks": row["asks"], "orphan": row["orphan"]} for id_, row in tasks.items()}
        if seen == WORKSHOP.load("seen"):
""",
    ),
    (
        """        WORKSHOP.save("tasks", tasks)
""",
        """        WORKSHOP.save("seen", seen)
        WORKSHOP.save("tasks", tasks)
""",
    ),
]
