"""A stale answer is taken out of the table."""

REQUIREMENT = "R6"
CHANGES = [('                kept[key] = {**row, "status": "stale"}\n', "                pass\n")]
