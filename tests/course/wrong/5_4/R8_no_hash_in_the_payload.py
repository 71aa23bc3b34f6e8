"""The payload lacks `sha256`; what is stored is noted in a table."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ('"text": piece.text, **row}', '"text": piece.text}'),
    (
        'stored = {(payload["document"], payload["sha256"]) for payload in before.values()}',
        'stored = {(name, row["sha256"]) for name, row in WORKSHOP.load("stored").items()}',
    ),
    (
        "            after = collection.points()\n",
        '            WORKSHOP.save("stored", embedded)\n            after = collection.points()\n',
    ),
]
