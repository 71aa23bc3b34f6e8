"""What is written is taken from the tables, what is deleted from the event: a lost event leaves points for ever."""

REQUIREMENT = "R8"
CHANGES = [
    (
        '            "deleted": len(gone),\n            "embeddings"',
        '            "deleted": len(gone),\n            "gone": sorted(gone),\n            "embeddings"',
    ),
    (
        '                if id_ not in written and (payload["document"] in due or payload["document"] not in embedded)',
        '                if id_ not in written and (payload["document"] in due or payload["document"] in gone)',
    ),
    (
        "        with WORKSHOP.collection() as collection:\n            before",
        '        gone = {name for event in events for name in event.extra.get("gone", [])} - embedded.keys()\n        with WORKSHOP.collection() as collection:\n            before',
    ),
]
