"""The payload has the hash of the chunk where that of the document was asked for."""

REQUIREMENT = "R8"
CHANGES = [
    (
        '"payload": {"document": name, "text": piece.text, **row},',
        '"payload": {"document": name, "text": piece.text, "sha256": sha256(piece.text.encode()).hexdigest(), "of": row["sha256"], "batch_id": row["batch_id"]},',
    ),
    (
        'stored = {(payload["document"], payload["sha256"])',
        'stored = {(payload["document"], payload["of"])',
    ),
]
