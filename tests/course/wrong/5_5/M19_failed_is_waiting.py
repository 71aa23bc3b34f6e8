"""`failed` says how many rows the quarantine has, not what was refused in this run."""

REQUIREMENT = "R7"
CHANGES = [('"failed": sum(row["run_id"] == run_id for row in quarantine.values())', '"failed": len(quarantine)')]
