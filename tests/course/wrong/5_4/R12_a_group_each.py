"""Each asset has a group of its own, so Airflow shows no chain."""

REQUIREMENT = "R12"
CHANGES = [
    ('    group="exercise_5_4",\n', '    group="documents",\n'),
    ('    group="exercise_5_4",\n', '    group="embeddings",\n'),
    ('    group="exercise_5_4",\n', '    group="vectors",\n'),
]
