"""A call that failed gets an empty answer, and is not asked again."""

REQUIREMENT = "R11"
CHANGES = [
    ("import GenerationWorkshop,", "import GenerationWorkshop, NoAnswerError,"),
    (
        '            answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}\n',
        '            try:\n                answer = WORKSHOP.ask(row["prompt"])\n            except NoAnswerError:\n                answer = ""\n'
        '            answers[key] = {"task": id_, "answer": answer}\n',
    ),
]
