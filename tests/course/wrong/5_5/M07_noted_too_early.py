"""What will be embedded is noted before it is."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "        for name in sorted(due):\n",
        '        for name in due:\n            embedded[name] = {**published[name], "run_id": run_id}\n'
        '        WORKSHOP.save("embedded", embedded)\n        for name in sorted(due):\n',
    ),
    ("                continue\n", "                del embedded[name]\n                continue\n"),
]
