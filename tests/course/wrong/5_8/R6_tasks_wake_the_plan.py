"""The plan is made whenever the tasks change."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '@dag(schedule=None, tags=["course", "5.8"], is_paused_upon_creation=False)\ndef exercise_5_8_plan()',
        '@dag(schedule=[TASKS], tags=["course", "5.8"], is_paused_upon_creation=False)\ndef exercise_5_8_plan()',
    )
]
