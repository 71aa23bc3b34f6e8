"""A call that fails is made again until it works, and the run is green."""

REQUIREMENT = "R11"
CHANGES = [
    ("import GenerationWorkshop,", "import GenerationWorkshop, NoAnswerError,"),
    (
        '            answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}\n',
        "            answer = None\n            while answer is None:\n                try:\n"
        '                    answer = WORKSHOP.ask(row["prompt"])\n                except NoAnswerError:\n                    pass\n'
        '            answers[key] = {"task": id_, "answer": answer}\n',
    ),
]
