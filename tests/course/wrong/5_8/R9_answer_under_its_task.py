"""An answer is kept under its task, whatever that asks."""

REQUIREMENT = "R9"
CHANGES = [
    (
        "        due = {id_: key for id_, key in keys.items() if key not in answers}\n",
        "        due = {id_: key for id_, key in keys.items() if id_ not in answers}\n",
    ),
    ("if key in answers or row", "if id_ in answers or row"),
    ("answers[key] = ", "answers[id_] = "),
]
