"""The producer announces what is added and changed; what was removed from the folder stays published."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    ("if not (added or changed or deleted):", "if not (added or changed):"),
    ("{name: rows.get(name) or published[name] for name in hashes}", "{**published, **rows}"),
]
