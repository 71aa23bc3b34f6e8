"""`store_seconds` counts from the event of documents."""

REQUIREMENT = "R4"
CHANGES = [("seconds(embedded.get(batch_id), arrived.get(batch_id))", "seconds(time, arrived.get(batch_id))")]
