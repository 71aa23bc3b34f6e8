"""The clock prints the handbook each day."""

REQUIREMENT = "R4"
CHANGES = [
    (
        'CronTriggerTimetable("0 6 * * 1"',
        'CronTriggerTimetable("0 6 * * *"',
    ),
]
