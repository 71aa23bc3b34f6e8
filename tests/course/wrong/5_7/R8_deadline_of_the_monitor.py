"""The monitor has the deadline, not the DAG that embeds."""

REQUIREMENT = "R8"
CHANGES = [
    ("    deadline=DEADLINE,\n", ""),
    (
        '    schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC"),\n',
        '    schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC"),\n    deadline=DEADLINE,\n',
    ),
]
