"""Of a thread the texts are compared: a message that gets another time, or another user, is read by nobody."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'hash_of(json.dumps(row["messages"], sort_keys=True))',
        'hash_of(json.dumps([said["text"] for said in row["messages"] if not said["deleted"]]))',
    ),
]
