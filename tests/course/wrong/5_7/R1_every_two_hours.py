"""Every two hours is not once an hour at least."""

REQUIREMENT = "R1"
CHANGES = [('CronTriggerTimetable("20 * * * *"', 'CronTriggerTimetable("20 */2 * * *"')]
