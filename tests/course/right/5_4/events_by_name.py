"""Events are asked for by the asset's name, and the last DAG declares the asset that it waits for once more."""

CHANGES_OF_FORMER = [
    (
        "schedule=[EMBEDDINGS]",
        'schedule=[Asset(name="exercise_5_4_embeddings", uri="x-course://exercise_5_4/embeddings")]',
    ),
    (
        "events = [event for events in triggering_asset_events.values() for event in events]",
        'events = triggering_asset_events.for_asset(name="exercise_5_4_documents")',
    ),
]
