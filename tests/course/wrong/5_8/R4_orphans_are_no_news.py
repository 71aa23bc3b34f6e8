"""The table is saved, and no event tells of tasks that became orphans."""

REQUIREMENT = "R4"
CHANGES = [
    (
        """        WORKSHOP.save("tasks", tasks)
""",
        """        WORKSHOP.save("tasks", tasks)
        if all(known.get(id_, {}).get("asks") == row["asks"] for id_, row in wanted.items()):
            raise AirflowSkipException("nothing is asked that was not asked before")
""",
    )
]
