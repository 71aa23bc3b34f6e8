"""The embedding DAG is woken by the clock, and no more by documents."""

REQUIREMENT = "R1"
CHANGES = [
    (
        """AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("20 * * * *", timezone="UTC"),
        assets=[DOCUMENTS],
    )""",
        'CronTriggerTimetable("*/10 * * * *", timezone="UTC")',
    ),
]
