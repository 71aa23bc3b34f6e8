"""Points go whose document's name is a part of the removed ones' names, which are one string."""

REQUIREMENT = "R8"
CHANGES = [
    (
        '(payload["document"] in due or payload["document"] not in embedded)',
        '(payload["document"] in due or payload["document"] in gone)',
    ),
    (
        "            old = [\n",
        '            gone = ", ".join({payload["document"] for payload in before.values()} - embedded.keys())\n'
        "            old = [\n",
    ),
]
