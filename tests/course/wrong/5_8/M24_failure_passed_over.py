"""A call that fails is passed over, and the run is green."""

REQUIREMENT = "R11"
CHANGES = [
    (
        """            answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}
""",
        """            try:
                answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}
            except NoAnswerError as error:
                print(f"no answer: {error}")
                continue
""",
    ),
    (
        "import GenerationWorkshop,",
        "import GenerationWorkshop, NoAnswerError,",
    ),
]
