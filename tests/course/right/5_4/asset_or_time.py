"""The consumer also looks every hour by itself."""

CHANGES_OF_FORMER = [
    (
        "from airflow.sdk import Asset, dag, task",
        "from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, dag, task",
    ),
    (
        "schedule=[DOCUMENTS]",
        'schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("0 3 * * *", timezone="UTC"), assets=[DOCUMENTS])',
    ),
]
