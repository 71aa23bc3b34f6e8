"""The model is asked in mapped tasks; the table of chunks has a row for each chunk."""

CHANGES = [
    (
        """        embeddings = WORKSHOP.load("embeddings")
        new = {key: text for key, text in texts.items() if key not in embeddings}
        for key, vector in zip(new, WORKSHOP.encode(list(new.values())), strict=True):
            embeddings[key] = {"text": new[key], "vector": vector}
        WORKSHOP.save("embeddings", embeddings)  # nothing is taken out: what is gone may come back
""",
        """        embeddings = WORKSHOP.load("embeddings")
        new = {key: text for key, text in texts.items() if key not in embeddings}
        due_keys = sorted(new)
        for start in range(0, len(due_keys), 64):
            part = due_keys[start : start + 64]
            vectors = WORKSHOP.encode([new[key] for key in part])
            embeddings |= {key: {"text": new[key], "vector": vector} for key, vector in zip(part, vectors)}
            WORKSHOP.save("embeddings", embeddings)
""",
    ),
    ("from uuid import NAMESPACE_URL, uuid5", "from uuid import UUID"),
    (
        'return str(uuid5(NAMESPACE_URL, f"{document}#{hash_}"))',
        'return str(UUID(hash_of(f"{document}#{hash_}")[:32]))',
    ),
]
