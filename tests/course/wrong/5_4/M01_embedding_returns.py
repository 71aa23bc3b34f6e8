"""The embedding task returns its metadata, and the store's task breaks over what is not in the event."""

REQUIREMENT = "R5"
CHANGES_OF_FORMER = [
    ("outlet_events[EMBEDDINGS].extra = {", "return {"),
    ('event.extra.get("batch_ids", [])', 'event.extra["batch_ids"]'),
]
