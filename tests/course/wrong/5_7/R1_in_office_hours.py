"""The clock wakes it hourly from nine to five, on working days."""

REQUIREMENT = "R1"
CHANGES = [('CronTriggerTimetable("20 * * * *"', 'CronTriggerTimetable("20 9-17 * * 1-5"')]
