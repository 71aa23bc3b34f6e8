"""The plan has every task, answered or not."""

REQUIREMENT = "R9"
CHANGES = [
    (
        "due = {id_: key for id_, key in keys.items() if key not in answers}",
        "due = keys",
    ),
    (
        """tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")
        keys""",
        """tasks = WORKSHOP.load("tasks")
        keys""",
    ),
]
