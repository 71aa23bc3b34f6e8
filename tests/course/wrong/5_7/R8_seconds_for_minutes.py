"""The callback is told seconds and says minutes."""

REQUIREMENT = "R8"
CHANGES = [('kwargs={"minutes": 15}', 'kwargs={"minutes": LATE_AFTER.seconds}')]
