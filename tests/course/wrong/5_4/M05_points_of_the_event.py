"""The store writes the points of the pages that the event names."""

REQUIREMENT = "R8"
CHANGES = [
    (
        '            "documents": len(due),\n',
        """            "documents": len(due),
            "names": sorted(due) + sorted(gone),
""",
    ),
    (
        "differing = {name for name, _ in stored ^ wanted}  # also where a run died half way",
        'differing = {name for event in events for name in event.extra.get("names", [])}',
    ),
    (
        'if id_ not in written and (payload["document"] in due or payload["document"] not in embedded)',
        'if id_ not in written and payload["document"] in differing',
    ),
]
