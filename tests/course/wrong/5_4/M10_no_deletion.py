"""Points of removed documents stay."""

REQUIREMENT = "R8"
CHANGES = [('payload["document"] not in embedded)', "False)")]
