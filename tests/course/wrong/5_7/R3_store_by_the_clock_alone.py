"""The store has a sweep in the place of the event that woke it."""

REQUIREMENT = "R3"
CHANGES = [
    (
        """    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("40 * * * *", timezone="UTC"),
        assets=[EMBEDDINGS],
    ),
""",
        """    schedule=CronTriggerTimetable("40 * * * *", timezone="UTC"),
""",
    )
]
