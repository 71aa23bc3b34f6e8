"""The DAG that embeds starts that of the store by its id; no asset wakes it."""

REQUIREMENT = "R3"
CHANGES = [
    (
        "    embed_chunks()\n",
        """    from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

    embed_chunks() >> TriggerDagRunOperator(task_id="next", trigger_dag_id="exercise_5_6_update_store")
""",
    ),
    ("@dag(schedule=[EMBEDDINGS], max_active_runs=1", "@dag(schedule=None, max_active_runs=1"),
]
