"""A last task with trigger_rule all_done sends the event; it succeeds, so the run is green though embedding failed."""

REQUIREMENT = "R7"
CHANGES = [
    (
        "    @task(outlets=[EMBEDDINGS])\n    def embed_changed(*, triggering_asset_events, outlet_events) -> None:",
        "    @task\n    def embed_changed(*, triggering_asset_events) -> dict:",
    ),
    (
        '        outlet_events[EMBEDDINGS].extra = {\n            "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents": len(due),\n            "deleted": len(gone),\n            "embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        }\n\n    embed_changed()',
        '        return {\n            "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents": len(due),\n            "deleted": len(gone),\n            "embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        }\n\n    @task(outlets=[EMBEDDINGS], trigger_rule="all_done")\n    def announce(extra, *, outlet_events) -> None:\n        if not extra:\n            raise AirflowSkipException("nothing was embedded")\n        outlet_events[EMBEDDINGS].extra = extra\n\n    announce(embed_changed())',
    ),
]
