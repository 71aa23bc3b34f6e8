"""Points are numbered through over all documents, and only those of changed ones are written: over those of others."""

REQUIREMENT = "R8"
CHANGES = [
    (
        """            points = [
                {
                    "id": str(uuid5(NAMESPACE_URL, f"{name}#{number}")),
                    "vector": piece.vector,
                    "payload": {"document": name, "text": piece.text, **row},
                }
                for name, row in due.items()
                for number, piece in enumerate(WORKSHOP.kept(name))
            ]
""",
        """            points = []
            position = 0
            for name, row in sorted(embedded.items()):
                for piece in WORKSHOP.kept(name):
                    position += 1
                    if name in due:
                        id_ = str(uuid5(NAMESPACE_URL, f"point-{position}"))
                        points.append({"id": id_, "vector": piece.vector, "payload": {"document": name, "text": piece.text, **row}})
""",
    ),
]
