"""What is due are the rows of the batches that the events name."""

REQUIREMENT = "R5"
CHANGES = [
    (
        'due = {name: row for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")}',
        'due = {name: row for name, row in published.items() if row["batch_id"] in batch_ids}',
    ),
]
