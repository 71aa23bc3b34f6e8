"""The counts are returned, as if that were the event's metadata."""

REQUIREMENT = "R7"
CHANGES = [("outlet_events[EMBEDDINGS].extra = {**counts", "return {**counts")]
