"""An answer is kept under its prompt, with its model beside it: the answer of another model takes its place."""

REQUIREMENT = "R9"
CHANGES = [
    (
        """def key_of(row) -> str:
""",
        """def is_answered(row, answers) -> bool:
    return answers.get(row["asks"], {}).get("model") == WORKSHOP.model


def key_of(row) -> str:
""",
    ),
    ("if key not in answers}", "if not is_answered(tasks[id_], answers)}"),
    ('if key in answers or row["orphan"]', 'if is_answered(row, answers) or row["orphan"]'),
    (
        """            answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}
""",
        """            answers[row["asks"]] = {"model": WORKSHOP.model, "answer": WORKSHOP.ask(row["prompt"])}
""",
    ),
]
