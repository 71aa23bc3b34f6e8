"""The assets are declared without a group."""

REQUIREMENT = "R12"
CHANGES = [
    ('    group="exercise_5_4",\n', ""),
    ('    group="exercise_5_4",\n', ""),
    ('    group="exercise_5_4",\n', ""),
]
