"""A batch may wait for an hour before anybody is told."""

REQUIREMENT = "R6"
CHANGES = [("now - time > LATE_AFTER", "now - time > timedelta(hours=1)")]
