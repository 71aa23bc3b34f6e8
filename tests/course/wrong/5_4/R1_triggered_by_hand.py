"""The producer's DAG starts the embedding DAG itself; the asset wakes nobody."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [
    (
        "from airflow.sdk import Asset",
        "from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator\nfrom airflow.sdk import Asset",
    ),
    (
        "    publish_documents()\n",
        '    publish_documents() >> TriggerDagRunOperator(task_id="start_embedding", trigger_dag_id="exercise_5_4_embed")\n',
    ),
    ("@dag(schedule=[DOCUMENTS]", "@dag(schedule=None"),
]
