"""The context as Airflow 2 named it."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [
    (
        "def embed_changed(*, triggering_asset_events, outlet_events)",
        "def embed_changed(*, triggering_dataset_events, outlet_events)",
    ),
    (
        "in triggering_asset_events.values() for event in events]\n        batch_ids = {event.extra[",
        "in triggering_dataset_events.values() for event in events]\n        batch_ids = {event.extra[",
    ),
]
