"""Who is done is kept by the task's id within a run: what another task has asked is asked again."""

REQUIREMENT = "R9"
CHANGES = [
    (
        """        tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")
        left = params["budget"]
""",
        """        tasks, answers = WORKSHOP.load("tasks"), WORKSHOP.load("answers")
        done = [id_ for id_, key in plan["keys"].items() if key in answers]
        left = params["budget"]
""",
    ),
    ('if key in answers or row["orphan"]', 'if id_ in done or row["orphan"]'),
    (
        '            WORKSHOP.save("answers", answers)\n',
        '            done.append(id_)\n            WORKSHOP.save("answers", answers)\n',
    ),
]
