"""@asset in place of @dag and @task: the function is the asset, its task and its DAG."""

CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, asset, dag, task"),
    ('DOCUMENTS = Asset(name="exercise_5_4_documents", uri="x-course://exercise_5_4/documents")\n', ""),
    ('@dag(schedule=None, tags=["course", "5.4"], is_paused_upon_creation=False)\n', ""),
    (
        "def exercise_5_4_publish() -> None:\n    @task(outlets=[DOCUMENTS])\n    def publish_documents(*, outlet_events) -> None:\n",
        '@asset(schedule=None, uri="x-course://exercise_5_4/documents", is_paused_upon_creation=False)\n'
        "def exercise_5_4_documents(self, outlet_events) -> None:\n    if True:\n",
    ),
    ("outlet_events[DOCUMENTS].extra", "outlet_events[self].extra"),
    ("    publish_documents()\n", "DOCUMENTS = exercise_5_4_documents\n"),
    ("exercise_5_4_publish()\n", ""),
]
