"""Each change of a page asks all golden questions."""

REQUIREMENT = "R7"
CHANGES = [
    (
        '@dag(schedule=None, max_active_runs=1, tags=["course", "15.1"], is_paused_upon_creation=False)\ndef exercise_15_1_evaluate',
        '@dag(schedule=[INDEX], max_active_runs=1, tags=["course", "15.1"], is_paused_upon_creation=False)\ndef exercise_15_1_evaluate',
    ),
]
