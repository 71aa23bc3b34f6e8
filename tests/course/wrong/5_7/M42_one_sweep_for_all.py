"""Only the first consumer is woken by the clock."""

REQUIREMENT = "R3"
CHANGES = [
    (
        """    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("40 * * * *", timezone="UTC"),
        assets=[EMBEDDINGS],
    ),""",
        "    schedule=[EMBEDDINGS],",
    ),
]
