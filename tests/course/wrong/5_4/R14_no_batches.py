"""The index does not say by which batches."""

REQUIREMENT = "R14"
CHANGES = [('sorted({batch_id for event in events for batch_id in event.extra["batch_ids"]})', "[]")]
