"""The store's DAG starts that of the index by its id, beside the asset that wakes it."""

REQUIREMENT = "R14"
CHANGES = [
    (
        "from airflow.sdk import",
        "from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator\nfrom airflow.sdk import",
    ),
    (
        """
    update_points()
""",
        """
    at_once = TriggerDagRunOperator(task_id="at_once", trigger_dag_id="exercise_5_4_rebuild_index")
    update_points() >> at_once
""",
    ),
]
