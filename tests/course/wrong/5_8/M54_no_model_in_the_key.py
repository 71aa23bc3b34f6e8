"""An answer is kept under its prompt alone."""

REQUIREMENT = "R9"
CHANGES = [
    (
        "hash_of(f\"{WORKSHOP.model}\\n{row['prompt']}\")",
        'hash_of(row["prompt"])',
    ),
]
