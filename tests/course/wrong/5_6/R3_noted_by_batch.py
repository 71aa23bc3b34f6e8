"""A row says of which batch it is, though another text was cut: it stays for that."""

REQUIREMENT = "R3"
CHANGES = [
    (
        'row["sha256"] == published.get("sha256")',
        'row["batch_id"] == published.get("batch_id")',
    ),
    (
        '"sha256": hash_of(documents[name])',
        '"batch_id": published[name]["batch_id"]',
    ),
]
