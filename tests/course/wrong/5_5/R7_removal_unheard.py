"""A batch that only deletes sends no event."""

REQUIREMENT = "R7"
CHANGES = [('if not (counts["embedded"] or gone):', 'if not counts["embedded"]:')]
