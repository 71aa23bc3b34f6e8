"""Answers that are older than the index before are left as they are: neither carried on nor stale."""

REQUIREMENT = "R6"
CHANGES = [('row["version"] == version:', 'row["version"] in (version, version - 2):')]
