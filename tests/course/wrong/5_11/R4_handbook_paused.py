"""The DAG of the handbook is paused when it is made."""

REQUIREMENT = "R4"
CHANGES = [
    (
        'assets=POLICIES & GUIDES),\n    max_active_runs=1,\n    tags=["course", "5.11"],\n    is_paused_upon_creation=False,\n',
        'assets=POLICIES & GUIDES),\n    max_active_runs=1,\n    tags=["course", "5.11"],\n',
    )
]
