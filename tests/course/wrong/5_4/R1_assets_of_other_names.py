"""All of it works, with assets that have names of their own."""

REQUIREMENT = "R1"
CHANGES = [
    (
        f'name="exercise_5_4_{part}",\n    uri="x-course://exercise_5_4/{part}"',
        f'name="{mine}",\n    uri="s3://mine/{mine}"',
    )
    for part, mine in (("documents", "pages"), ("embeddings", "vectors"), ("vector_store", "points"))
]
