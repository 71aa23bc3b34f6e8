"""The store's DAG starts the index by its id."""

REQUIREMENT = "R1"
CHANGES = [
    ("@dag(schedule=[VECTOR_STORE]", "@dag(schedule=None"),
    (
        "    update_points()\n",
        '    from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator\n\n    update_points() >> TriggerDagRunOperator(task_id="rebuild", trigger_dag_id="exercise_5_4_rebuild_index")\n',
    ),
]
