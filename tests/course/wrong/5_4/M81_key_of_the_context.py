"""The key of the context that Airflow 2 had."""

REQUIREMENT = "R4"
CHANGES_OF_FORMER = [
    ("def embed_changed(*, triggering_asset_events, outlet_events)", "def embed_changed(*, outlet_events, **context)"),
    (
        "in triggering_asset_events.values() for event in events]\n        batch_ids = {event.extra[",
        'in context["triggering_dataset_events"].values() for event in events]\n        batch_ids = {event.extra[',
    ),
]
