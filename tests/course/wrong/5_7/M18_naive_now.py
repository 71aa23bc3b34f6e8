"""The time of now has no zone: it cannot be compared with that of an event."""

REQUIREMENT = "R4"
CHANGES = [("now = datetime.now(UTC)", "now = datetime.now()")]
