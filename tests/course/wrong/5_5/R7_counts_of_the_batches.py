"""The event counts the pages of the batches that woke the run, and not those of the run."""

REQUIREMENT = "R7"
CHANGES = [
    ("def embed_changed(*, run_id, outlet_events)", "def embed_changed(*, triggering_asset_events, outlet_events)"),
    ('"run_id": run_id, ', ""),
    (
        "        counts = {\n",
        '        batches = {event.extra["batch_id"] for events in triggering_asset_events.values() for event in events}\n        counts = {\n',
    ),
    ('row["run_id"] == run_id', 'row["batch_id"] in batches'),
    ('row["run_id"] == run_id', 'row["batch_id"] in batches'),
]
