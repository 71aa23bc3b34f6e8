"""`schedule_interval` in place of `schedule`."""

REQUIREMENT = "R1"
CHANGES = [("@dag(schedule=None,", "@dag(schedule_interval=None,")]
