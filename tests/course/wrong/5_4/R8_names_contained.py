"""Points go whose document's name has that of a removed one in it."""

REQUIREMENT = "R8"
CHANGES = [
    (
        '(payload["document"] in due or payload["document"] not in embedded)',
        '(payload["document"] in due or any(name in payload["document"] for name in gone))',
    ),
    (
        "            old = [\n",
        '            gone = {payload["document"] for payload in before.values()} - embedded.keys()\n            old = [\n',
    ),
]
