"""The row of a removed page stays, marked as removed: the page comes back as it was and is taken for embedded."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "gone = embedded.keys() - published.keys()\n        due",
        'gone = {n for n, row in embedded.items() if n not in published and not row.get("removed")}\n        due',
    ),
    ("            del embedded[name]\n", '            embedded[name]["removed"] = True\n'),
    (
        'embedded = WORKSHOP.load("embedded")\n        events',
        'embedded = {n: row for n, row in WORKSHOP.load("embedded").items() if not row.get("removed")}\n        events',
    ),
]
