"""A run may hang for an hour before anybody is told."""

REQUIREMENT = "R8"
CHANGES = [("interval=LATE_AFTER,", "interval=timedelta(hours=1),")]
