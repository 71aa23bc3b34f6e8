"""A hop that has not ended is reported as 0 seconds."""

REQUIREMENT = "R4"
CHANGES = [("if start and end else None", "if start and end else 0.0")]
