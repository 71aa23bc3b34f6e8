"""A plan that the files have overtaken is refused whole, and so is an empty form."""

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
        left = params["budget"]
        for""",
    ),
    (
        """            if key in answers or row["orphan"] or key_of(row) != key:  # paid for, or not what was approved any more
                continue
""",
        """            if key in answers:
                continue
""",
    ),
]
