"""`waiting` says what failed in this run, not how many rows the quarantine has."""

REQUIREMENT = "R7"
CHANGES = [('"waiting": len(quarantine)', '"waiting": sum(row["run_id"] == run_id for row in quarantine.values())')]
