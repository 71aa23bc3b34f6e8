"""A thread passes for the same that is as long as before, and begins and ends with the same messages."""

REQUIREMENT = "R9"
CHANGES = [
    (
        'hash_of(json.dumps(row["messages"], sort_keys=True))',
        'hash_of(json.dumps([len(row["messages"]), row["messages"][0], row["messages"][-1]], sort_keys=True))',
    ),
]
