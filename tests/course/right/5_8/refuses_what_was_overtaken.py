"""A plan that the files have overtaken is refused whole; so is one that is dearer than the budget, and an empty form."""

CHANGES = [
    (
        '"approved": Param("", type="string",',
        '"approved": Param("", type="string", minLength=1,',
    ),
    (
        """        left = params["budget"]
        for""",
        """        overtaken = [id_ for id_, key in plan["keys"].items() if key_of(tasks[id_]) != key or tasks[id_]["orphan"]]
        if overtaken:
            raise AirflowFailException(f"not what was approved any more: {overtaken}; make another plan")
        if plan["cost"] > params["budget"]:
            raise AirflowFailException("the plan costs more than that")
        for""",
    ),
    (
        """            if key in answers or row["orphan"] or key_of(row) != key:  # paid for, or not what was approved any more
                continue
            cost = WORKSHOP.cost(row["prompt"])
            if cost > left:
                raise AirflowFailException(f"{id_} costs {cost} cents at most, and {left} are left")
            left -= cost
""",
        """            if key in answers:
                continue
""",
    ),
]
