"""Which batches came is read from the asset's events since the last run, not from those that woke this one."""

CHANGES_OF_FORMER = [
    ("@task(outlets=[EMBEDDINGS])", "@task(inlets=[DOCUMENTS], outlets=[EMBEDDINGS])"),
    (
        "def embed_changed(*, triggering_asset_events, outlet_events)",
        "def embed_changed(*, inlet_events, outlet_events)",
    ),
    (
        "        events = [event for events in triggering_asset_events.values() for event in events]\n        batch_ids = {event.extra[",
        '        told = WORKSHOP.load("told")\n'
        '        events = [event for event in inlet_events[DOCUMENTS] if event.extra.get("batch_id") not in told]\n'
        "        batch_ids = {event.extra[",
    ),
    (
        "        outlet_events[EMBEDDINGS].extra = {",
        '        WORKSHOP.save("told", {**told, **{batch_id: {} for batch_id in batch_ids}})\n'
        "        outlet_events[EMBEDDINGS].extra = {",
    ),
]
