"""A run of the store waits for the one before to have succeeded: when that has failed, nobody makes up for it."""

REQUIREMENT = "R8"
CHANGES = [
    (
        """@dag(schedule=[EMBEDDINGS], max_active_runs=1,""",
        """@dag(schedule=[EMBEDDINGS], max_active_runs=1, default_args={"depends_on_past": True},""",
    ),
]
