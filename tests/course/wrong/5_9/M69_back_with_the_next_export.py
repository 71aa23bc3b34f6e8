"""Nothing tells the exports to come who was forgotten."""

REQUIREMENT = "R11"
CHANGES = [
    (
        '{"messages": remembered(export["messages"])}',
        '{"messages": export["messages"]}',
    ),
]
