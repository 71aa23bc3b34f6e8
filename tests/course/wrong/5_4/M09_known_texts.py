"""Embedded is what has a text that nobody embedded before: a copy, another name and two texts that are swapped are not."""

REQUIREMENT = "R5"
CHANGES = [
    (
        '        due = {name: row for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")}\n',
        '        known = {row["sha256"] for row in embedded.values()}\n        due = {name: row for name, row in published.items() if row["sha256"] not in known}\n',
    ),
]
