"""Other schedules that have times; one alert of a list; a monitor that an event may wake as well."""

CHANGES = [
    (
        "from airflow.sdk import Asset,",
        "from airflow.sdk import Asset, CronDataIntervalTimetable, DeltaTriggerTimetable,",
    ),
    ('CronTriggerTimetable("20 * * * *", timezone="UTC")', "DeltaTriggerTimetable(timedelta(minutes=30))"),
    ('CronTriggerTimetable("40 * * * *", timezone="UTC")', 'CronDataIntervalTimetable("40 * * * *", timezone="UTC")'),
    (
        'schedule=CronTriggerTimetable("*/5 * * * *", timezone="UTC")',
        'schedule=AssetOrTimeSchedule(\n        timetable=CronTriggerTimetable("*/5 * * * *", timezone="UTC"), assets=[VECTOR_STORE]\n    )',
    ),
    ("deadline=DEADLINE,", "deadline=[DEADLINE],"),
    ("interval=LATE_AFTER,", "interval=timedelta(minutes=10),"),
]
