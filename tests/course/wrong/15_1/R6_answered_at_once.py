"""What is stale is answered anew where it is found."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '                kept[key] = {**row, "status": "stale"}\n',
        '                kept[key] = {**row, "status": "stale"}\n                kept[key_of(row["question"])] = make_answer(row["question"])\n',
    ),
]
