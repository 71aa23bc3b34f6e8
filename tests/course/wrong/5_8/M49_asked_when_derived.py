"""What is new is asked at once, where it is found."""

REQUIREMENT = "R7"
CHANGES = [
    (
        """        WORKSHOP.save("tasks", tasks)
""",
        """        WORKSHOP.save("tasks", tasks)
        answers = WORKSHOP.load("answers")
        for id_ in wanted.keys() - known.keys() if known else ():
            row = wanted[id_]
            answers[key_of(row)] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}
            WORKSHOP.save("answers", answers)
""",
    ),
]
