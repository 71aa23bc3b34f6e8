"""The DAG that publishes starts the next one by its id; no asset wakes it."""

REQUIREMENT = "R1"
CHANGES = [
    (
        "    publish_documents()\n",
        """    from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

    publish_documents() >> TriggerDagRunOperator(task_id="next", trigger_dag_id="exercise_5_5_embed")
""",
    ),
    ("@dag(schedule=[DOCUMENTS], max_active_runs=1", "@dag(schedule=None, max_active_runs=1"),
]
