"""Evidence is counted by thread: a second message of the same thread is none."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '            before["sources"].append(source)\n',
        '            if source["thread"] not in {one["thread"] for one in before["sources"]}:\n                before["sources"].append(source)\n',
    ),
]
