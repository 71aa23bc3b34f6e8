"""`embedded` counts the pages that are embedded, by whichever run."""

REQUIREMENT = "R7"
CHANGES = [('"embedded": sum(row["run_id"] == run_id for row in embedded.values())', '"embedded": len(embedded)')]
