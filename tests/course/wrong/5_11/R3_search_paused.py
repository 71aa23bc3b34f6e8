"""The DAG of the search has lost what says that it is not to be paused when it is made."""

REQUIREMENT = "R3"
CHANGES = [
    (
        '@dag(schedule=(POLICIES | GUIDES), max_active_runs=1, tags=["course", "5.11"], is_paused_upon_creation=False)',
        '@dag(schedule=(POLICIES | GUIDES), max_active_runs=1, tags=["course", "5.11"])',
    )
]
