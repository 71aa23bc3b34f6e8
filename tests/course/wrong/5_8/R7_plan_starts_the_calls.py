"""The DAG that plans starts the one that asks, and approves for the person."""

REQUIREMENT = "R7"
CHANGES = [
    (
        "from airflow.sdk import Asset",
        "from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator\nfrom airflow.sdk import Asset",
    ),
    ("    def plan_calls() -> None:\n", "    def plan_calls() -> str:\n"),
    (
        '        WORKSHOP.save("plan", {plan_id: {"calls": len(due), "cost": cost, "keys": due}})\n',
        '        WORKSHOP.save("plan", {plan_id: {"calls": len(due), "cost": cost, "keys": due}})\n        return plan_id\n',
    ),
    (
        "    plan_calls()\n",
        '    TriggerDagRunOperator(\n        task_id="start",\n        trigger_dag_id="exercise_5_8_generate",\n'
        '        conf={"approved": "{{ ti.xcom_pull(task_ids=\'plan_calls\') }}", "budget": 1000},\n    ).set_upstream(plan_calls())\n',
    ),
]
