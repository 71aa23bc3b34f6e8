"""The store is written by an operator of one's own, in a DAG that is made with `with DAG(...)`."""

CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import DAG, Asset, BaseOperator, dag, task"),
    (
        '@dag(schedule=[EMBEDDINGS], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)\n'
        "def exercise_5_4_update_store() -> None:\n    @task(outlets=[VECTOR_STORE])\n"
        "    def update_points(*, triggering_asset_events, outlet_events) -> None:\n",
        "class UpdatePoints(BaseOperator):\n    def execute(self, context):\n"
        '        triggering_asset_events, outlet_events = context["triggering_asset_events"], context["outlet_events"]\n',
    ),
    (
        "    update_points()\n",
        'with DAG(\n    "exercise_5_4_update_store",\n    schedule=[EMBEDDINGS],\n    max_active_runs=1,\n'
        "    is_paused_upon_creation=False,\n):\n"
        '    UpdatePoints(task_id="update_points", outlets=[VECTOR_STORE])\n',
    ),
    ("exercise_5_4_embed()\nexercise_5_4_update_store()\n", "exercise_5_4_embed()\n"),
]
