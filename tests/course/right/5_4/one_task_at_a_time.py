"""Runs may begin beside each other; their only task waits for itself in all of them."""

CHANGES = [
    (
        '@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)',
        '@dag(schedule=[DOCUMENTS], tags=["course", "5.4"], is_paused_upon_creation=False)',
    ),
    ("@task(outlets=[EMBEDDINGS])", "@task(outlets=[EMBEDDINGS], max_active_tis_per_dag=1)"),
]
