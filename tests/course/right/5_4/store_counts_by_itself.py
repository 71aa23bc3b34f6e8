"""The store knows what it wrote by a table of its own, noted after the work; ids are of documents and places."""

CHANGES_OF_FORMER = [
    ("from uuid import NAMESPACE_URL, uuid5", "from uuid import UUID, uuid5"),
    ("\n\n\n@dag(", '\nSPACE = UUID("6f1b7c1e-2d58-4a53-9a2b-64b9d0a3c011")\n\n\n@dag('),
    ('str(uuid5(NAMESPACE_URL, f"{name}#{number}"))', 'str(uuid5(SPACE, f"{number}/{name}"))'),
    (
        '"payload": {"document": name, "text": piece.text, **row}',
        '"payload": {"document": name, "text": piece.text, "number": number, "sha256": row["sha256"]}',
    ),
    (
        "            after = collection.points()\n",
        '            WORKSHOP.save("stored", embedded)\n            after = collection.points()\n',
    ),
    (
        'stored = {(payload["document"], payload["sha256"]) for payload in before.values()}',
        'stored = {(name, row["sha256"]) for name, row in WORKSHOP.load("stored").items()}',
    ),
]
