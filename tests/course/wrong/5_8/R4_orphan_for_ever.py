"""Who was an orphan stays one, also when the file is there again."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "        tasks = {**wanted, **orphans}\n",
        '        tasks = {**wanted, **orphans}\n        tasks |= {id_: row for id_, row in known.items() if row["orphan"]}\n',
    ),
]
