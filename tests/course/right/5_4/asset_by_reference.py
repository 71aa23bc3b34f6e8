"""The consumers name their asset by a reference; events are asked for by the asset's name."""

CHANGES = [
    ("schedule=[DOCUMENTS]", 'schedule=[Asset.ref(name="exercise_5_4_documents")]'),
    ("schedule=[EMBEDDINGS]", 'schedule=[Asset.ref(uri="x-course://exercise_5_4/embeddings")]'),
    (
        "events = [event for events in triggering_asset_events.values() for event in events]",
        'events = triggering_asset_events.for_asset(name="exercise_5_4_documents")',
    ),
]
