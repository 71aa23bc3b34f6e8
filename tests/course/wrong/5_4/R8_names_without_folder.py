"""Points go whose document has the file name of a removed one, in another folder."""

REQUIREMENT = "R8"
CHANGES = [
    (
        '(payload["document"] in due or payload["document"] not in embedded)',
        '(payload["document"] in due or payload["document"].split("/")[-1] in gone)',
    ),
    (
        "            old = [\n",
        '            gone = {payload["document"] for payload in before.values()} - embedded.keys()\n'
        '            gone = {name.split("/")[-1] for name in gone}\n'
        "            old = [\n",
    ),
]
