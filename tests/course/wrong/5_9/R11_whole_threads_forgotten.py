"""Threads in which the user wrote are taken out whole, with what others said there."""

REQUIREMENT = "R11"
CHANGES = [
    (
        'left = {id_: {"messages": remembered(row["messages"])} for id_, row in threads.items()}\n',
        'left = {\n            id_: row if remembered(row["messages"]) == row["messages"] else {"messages": []} for id_, row in threads.items()\n        }\n',
    ),
]
