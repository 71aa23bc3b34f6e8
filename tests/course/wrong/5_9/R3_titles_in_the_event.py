"""The event names the threads by their titles, too: first sentences of messages."""

REQUIREMENT = "R3"
CHANGES = [
    (
        'extra = {"threads": [*due, *gone]}',
        'extra = {"threads": [*due, *gone], "titles": {id_: row["title"] for id_, row in made.items()}}',
    ),
]
