"""The total of the newest event that there is, be it one that did not wake the run."""

REQUIREMENT = "R14"
CHANGES = [
    (
        "    @task\n    def rebuild_index(*, triggering_asset_events)",
        "    @task(inlets=[VECTOR_STORE])\n    def rebuild_index(*, triggering_asset_events, inlet_events)",
    ),
    ('"points": newest.extra["total"]', '"points": inlet_events[VECTOR_STORE][-1].extra["total"]'),
]
