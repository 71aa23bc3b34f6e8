"""The table has what the files make, and nothing else."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "tasks = {**wanted, **orphans}",
        "tasks = wanted",
    ),
]
