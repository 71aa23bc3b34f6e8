"""Another task announces the embeddings, also when the one before it has failed."""

REQUIREMENT = "R7"
CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, TriggerRule, dag, task"),
    (
        "    @task(outlets=[EMBEDDINGS])\n    def embed_changed(*, triggering_asset_events, outlet_events)",
        "    @task\n    def embed_changed(*, triggering_asset_events)",
    ),
    ("        outlet_events[EMBEDDINGS].extra = {", '        WORKSHOP.save("told", {"last": {'),
    (
        '"embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        }\n',
        '"embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        }})\n',
    ),
    (
        "    embed_changed()\n",
        "    @task(outlets=[EMBEDDINGS], trigger_rule=TriggerRule.NONE_SKIPPED)\n    def announce(*, outlet_events) -> None:\n"
        '        outlet_events[EMBEDDINGS].extra = WORKSHOP.load("told").get("last", {})\n\n'
        "    embed_changed() >> announce()\n",
    ),
]
