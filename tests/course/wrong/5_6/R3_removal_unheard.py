"""A batch that only deletes is no work."""

REQUIREMENT = "R3"
CHANGES = [("        if not (due or before.keys() - published.keys()):\n", "        if not due:\n")]
