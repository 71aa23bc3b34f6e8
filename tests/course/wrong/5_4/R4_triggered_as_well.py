"""The asset wakes the embedding DAG, and the producer starts it once more by its id."""

REQUIREMENT = "R4"
CHANGES_OF_FORMER = [
    (
        "from airflow.sdk import Asset",
        "from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator\nfrom airflow.sdk import Asset",
    ),
    (
        "    publish_documents()\n",
        '    publish_documents() >> TriggerDagRunOperator(task_id="start_embedding", trigger_dag_id="exercise_5_4_embed")\n',
    ),
]
