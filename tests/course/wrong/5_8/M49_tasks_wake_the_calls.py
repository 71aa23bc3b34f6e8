"""The DAG that asks is woken by the tasks."""

REQUIREMENT = "R7"
CHANGES = [
    (
        """@dag(
    schedule=None,
    params=""",
        """@dag(
    schedule=[TASKS],
    params=""",
    ),
]
