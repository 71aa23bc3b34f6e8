"""Hashes that a document has lost are deleted everywhere."""

REQUIREMENT = "R3"
CHANGES = [
    (
        "            old = before.keys() - wanted.keys()\n",
        '            gone = {before[id_]["hash"] for id_ in before.keys() - wanted.keys()}\n'
        '            old = {id_ for id_, payload in before.items() if payload["hash"] in gone}\n',
    ),
    (
        "            collection.upsert(points)\n",
        "            old -= due.keys()\n            collection.upsert(points)\n",
    ),
]
