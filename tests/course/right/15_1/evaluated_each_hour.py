"""The evaluation is woken by the clock or by the index; answers say more than they must."""

CHANGES = [
    ("from airflow.sdk import Asset,", "from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable,"),
    (
        '@dag(schedule=None, max_active_runs=1, tags=["course", "15.1"], is_paused_upon_creation=False)\ndef exercise_15_1_evaluate()',
        '@dag(\n    schedule="0 3 * * *",\n    max_active_runs=1,\n    tags=["course", "15.1"],\n    is_paused_upon_creation=False,\n)\ndef exercise_15_1_evaluate()',
    ),
    ("from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable,", "from airflow.sdk import Asset,"),
]
