"""The plan asks the model, to see what it would cost."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "        cost = sum(",
        """        for id_ in sorted(due)[:1]:
            WORKSHOP.ask(tasks[id_]["prompt"])
        cost = sum(""",
    ),
]
