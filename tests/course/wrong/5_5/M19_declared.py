"""The event says what was meant to be embedded."""

REQUIREMENT = "R7"
CHANGES = [('"embedded": sum(row["run_id"] == run_id for row in embedded.values())', '"embedded": len(due)')]
