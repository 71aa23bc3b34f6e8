"""The store's task writes the documents that the event names; what a run that failed had to do is in no later event."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ('"documents": len(due),', '"documents": len(due),\n            "names": sorted(due.keys() | gone),'),
    (
        "differing = {name for name, _ in stored ^ wanted}  # also where a run died half way\n",
        'named = {name for event in events for name in event.extra.get("names", [])}\n'
        "            differing = {name for name, _ in stored ^ wanted} & named\n",
    ),
    ('payload["document"] not in embedded)\n', 'payload["document"] in named - embedded.keys())\n'),
]
