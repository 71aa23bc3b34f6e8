"""The embedding DAG may run sixteen times at once, as Airflow has it: two runs find the same pages due."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)',
        '@dag(schedule=[DOCUMENTS], tags=["course", "5.4"], is_paused_upon_creation=False)',
    ),
]
