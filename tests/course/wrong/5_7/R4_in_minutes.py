"""The delays are in minutes."""

REQUIREMENT = "R4"
CHANGES = [("(end - start).total_seconds()", "(end - start).total_seconds() / 60")]
