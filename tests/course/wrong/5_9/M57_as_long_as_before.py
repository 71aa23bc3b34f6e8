"""A thread with as many messages as before passes for the same."""

REQUIREMENT = "R9"
CHANGES = [
    (
        'hash_of(json.dumps(row["messages"], sort_keys=True))',
        'len(row["messages"])',
    ),
]
