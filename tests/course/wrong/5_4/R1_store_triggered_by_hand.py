"""The embedding DAG starts the store's DAG itself."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [
    (
        "from airflow.sdk import Asset",
        "from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator\nfrom airflow.sdk import Asset",
    ),
    (
        "    embed_changed()\n",
        '    embed_changed() >> TriggerDagRunOperator(task_id="start_store", trigger_dag_id="exercise_5_4_update_store")\n',
    ),
    ("@dag(schedule=[EMBEDDINGS]", "@dag(schedule=None"),
]
