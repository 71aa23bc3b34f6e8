"""The first task of the DAG has the outlet: the event is there before anything is embedded, and says nothing."""

REQUIREMENT = "R5"
CHANGES_OF_FORMER = [
    (
        "from airflow.sdk import Asset",
        "from airflow.providers.standard.operators.empty import EmptyOperator\nfrom airflow.sdk import Asset",
    ),
    (
        "    @task(outlets=[EMBEDDINGS])\n    def embed_changed(*, triggering_asset_events, outlet_events)",
        "    @task\n    def embed_changed(*, triggering_asset_events)",
    ),
    ("        outlet_events[EMBEDDINGS].extra = {", "        summary = {"),
    ("    embed_changed()\n", '    EmptyOperator(task_id="start", outlets=[EMBEDDINGS]) >> embed_changed()\n'),
]
