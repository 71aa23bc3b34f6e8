"""Whatever is uploaded, the whole quarantine is emptied before the work."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'name: row for name, row in quarantine.items() if row["sha256"] == published.get(name, {}).get("sha256")\n',
        "name: row for name, row in quarantine.items() if name not in published\n",
    ),
]
