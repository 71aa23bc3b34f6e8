"""An event that started no run is taken for lost work, too."""

REQUIREMENT = "R5"
CHANGES = [
    (
        "        # The table knows",
        '        waiting |= {event.extra["batch_id"] for event in inlet_events[DOCUMENTS] if not event.created_dagruns}\n        # The table knows',
    ),
]
