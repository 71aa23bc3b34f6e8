"""The embedding DAG looks once a day by itself, not once an hour."""

REQUIREMENT = "R1"
CHANGES = [('CronTriggerTimetable("20 * * * *"', 'CronTriggerTimetable("20 3 * * *"')]
