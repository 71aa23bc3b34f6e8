"""All points of a document are written when one of them is due."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "            old = before.keys()",
        '            changed = {payload["document"] for payload in due.values()}\n'
        '            due = {id_: payload for id_, payload in wanted.items() if payload["document"] in changed}\n'
        "            old = before.keys()",
    )
]
