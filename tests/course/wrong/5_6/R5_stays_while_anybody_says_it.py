"""A point goes only when no document has its text any more."""

REQUIREMENT = "R5"
CHANGES = [
    (
        "old = before.keys() - wanted.keys()",
        """hashes = {payload["hash"] for payload in wanted.values()}
            old = {id_ for id_, payload in before.items() if payload["hash"] not in hashes}""",
    ),
]
