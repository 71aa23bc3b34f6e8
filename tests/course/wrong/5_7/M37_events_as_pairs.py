"""The first event of documents is taken to belong to the first of embeddings, the second to the second."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "embedded, arrived = first_named(inlet_events[EMBEDDINGS]), first_named(inlet_events[VECTOR_STORE])",
        """in_order = [event.extra["batch_id"] for event in inlet_events[DOCUMENTS]]
        embedded, arrived = (
            {batch_id: event.timestamp for batch_id, event in zip(in_order, inlet_events[asset])}
            for asset in (EMBEDDINGS, VECTOR_STORE)
        )""",
    ),
]
