"""An answer is kept under its prompt, its model and its task: a concept with another file name has none."""

REQUIREMENT = "R9"
CHANGES = [
    (
        "return hash_of(f\"{WORKSHOP.model}\\n{row['prompt']}\")",
        "return hash_of(f\"{WORKSHOP.model}\\n{row['concept']} {row['template']}\\n{row['prompt']}\")",
    ),
]
