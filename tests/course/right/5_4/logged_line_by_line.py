"""A line for each number, printed."""

CHANGES = [
    (
        '        log.info("the vector store was updated: %s", statistics)\n',
        '        for name, number in statistics.items():\n            print(f"{number} {name}")\n',
    )
]
