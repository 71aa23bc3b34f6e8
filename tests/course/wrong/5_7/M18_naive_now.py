"""The time of now has no zone: the task works as long as nothing waits, and breaks when something does."""

REQUIREMENT = "R5"
CHANGES = [("now = datetime.now(UTC)", "now = datetime.now()")]
