"""The answers are saved when the loop ends, by an error as well; a process that is killed has paid for nothing."""

REQUIREMENT = "R11"
CHANGES = [
    (
        """        for id_, key in plan["keys"].items():
            row = tasks[id_]
            if key in answers or row["orphan"] or key_of(row) != key:  # paid for, or not what was approved any more
                continue
            cost = WORKSHOP.cost(row["prompt"])
            if cost > left:
                raise AirflowFailException(f"{id_} costs {cost} cents at most, and {left} are left")
            left -= cost
            answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}
            WORKSHOP.save("answers", answers)

""",
        """        try:
            for id_, key in plan["keys"].items():
                row = tasks[id_]
                if key in answers or row["orphan"] or key_of(row) != key:
                    continue
                cost = WORKSHOP.cost(row["prompt"])
                if cost > left:
                    raise AirflowFailException(f"{id_} costs {cost} cents at most, and {left} are left")
                left -= cost
                answers[key] = {"task": id_, "answer": WORKSHOP.ask(row["prompt"])}
        finally:
            WORKSHOP.save("answers", answers)

""",
    ),
]
