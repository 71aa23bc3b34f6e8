"""The event has the last message of each thread that changed."""

REQUIREMENT = "R3"
CHANGES = [
    (
        'extra = {"threads": changed}',
        'extra = {"threads": changed, "last": [threads[id_]["messages"][-1]["text"] for id_ in changed if id_ in threads]}',
    ),
]
