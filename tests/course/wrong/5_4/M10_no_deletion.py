"""Points of removed documents stay."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [('payload["document"] not in embedded)', "False)")]
