"""A PythonOperator in place of @task."""

CHANGES_OF_FORMER = [
    (
        "from airflow.sdk import Asset",
        "from airflow.providers.standard.operators.python import PythonOperator\nfrom airflow.sdk import Asset",
    ),
    ("    @task(outlets=[DOCUMENTS])\n", ""),
    (
        "    publish_documents()\n",
        '    PythonOperator(task_id="publish", python_callable=publish_documents, outlets=[DOCUMENTS])\n',
    ),
]
