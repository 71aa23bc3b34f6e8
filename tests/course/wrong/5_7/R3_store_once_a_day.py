"""The store's DAG has a sweep of its own, once a day."""

REQUIREMENT = "R3"
CHANGES = [('CronTriggerTimetable("40 * * * *"', 'CronTriggerTimetable("40 3 * * *"')]
