"""`schedule_interval` in place of `schedule`."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [("@dag(schedule=None,", "@dag(schedule_interval=None,")]
