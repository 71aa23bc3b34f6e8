"""The quarantine knows pages by their batch: who was edited and put back is asked for again."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'row["sha256"] == published.get(name, {}).get("sha256")',
        'row["batch_id"] == published.get(name, {}).get("batch_id")',
    ),
]
