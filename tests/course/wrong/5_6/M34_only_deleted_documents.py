"""Points go with their document, and stay as long as it is there."""

REQUIREMENT = "R5"
CHANGES = [
    (
        "old = before.keys() - wanted.keys()",
        'old = {id_ for id_, payload in before.items() if payload["document"] not in chunks}',
    )
]
