"""A batch is taken to have arrived with the last event that names it."""

REQUIREMENT = "R4"
CHANGES = [("times.setdefault(batch_id, event.timestamp)", "times[batch_id] = event.timestamp")]
