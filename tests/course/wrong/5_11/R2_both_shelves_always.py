"""Both shelves are outlets: each has an event whenever the task succeeds."""

REQUIREMENT = "R2"
CHANGES = [
    ("@task(outlets=[SHELVES])", "@task(outlets=[POLICIES, GUIDES])"),
    (
        'outlet_events[SHELVES].add(shelf_asset, extra={"documents": count})',
        'outlet_events[shelf_asset].extra = {"documents": count}',
    ),
]
