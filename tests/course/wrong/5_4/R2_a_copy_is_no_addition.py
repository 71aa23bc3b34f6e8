"""A page with a text that is published already, under whichever name, is not published."""

REQUIREMENT = "R2"
CHANGES = [
    (
        "        added = hashes.keys() - published.keys()\n",
        '        known = {row["sha256"] for row in published.values()}\n        hashes = {name: hash_ for name, hash_ in hashes.items() if name in published or hash_ not in known}\n        added = hashes.keys() - published.keys()\n',
    ),
]
