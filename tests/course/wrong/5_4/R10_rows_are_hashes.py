"""A row of `published` is a hash and nothing else: which batch it came with is known by the events alone."""

REQUIREMENT = "R10"
CHANGES = [
    ('if hashes[name] != published[name]["sha256"]}', "if hashes[name] != published[name]}"),
    (
        """        rows = {name: {"sha256": hashes[name], "batch_id": batch_id} for name in added | changed}
        WORKSHOP.save("published", {name: rows.get(name) or published[name] for name in hashes})
""",
        """        WORKSHOP.save("published", hashes)
""",
    ),
    (
        'due = {name: row for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")}',
        'due = {name: {"sha256": row} for name, row in published.items() if row != embedded.get(name, {}).get("sha256")}',
    ),
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents"',
        'sorted(batch_ids),\n            "documents"',
    ),
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "timestamp"',
        'sorted(batch_ids),\n            "timestamp"',
    ),
]
