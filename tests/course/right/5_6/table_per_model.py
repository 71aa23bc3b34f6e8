"""Each model has a table of embeddings of its own, by the hash of the text alone."""

CHANGES = [
    ("f\"{recipe['model']}/{hash_of(text)}\": text", "hash_of(text): text"),
    ('WORKSHOP.load("embeddings")\n        new', "WORKSHOP.load(f\"embeddings-{recipe['model']}\")\n        new"),
    ('WORKSHOP.save("embeddings", embeddings)', "WORKSHOP.save(f\"embeddings-{recipe['model']}\", embeddings)"),
    (
        'chunks, embeddings = WORKSHOP.load("chunks"), WORKSHOP.load("embeddings")',
        'chunks = WORKSHOP.load("chunks")\n        tables = {row["model"]: WORKSHOP.load(f"embeddings-{row[\'model\']}") for row in chunks.values()}',
    ),
    (
        "known = embeddings[f\"{payload['model']}/{payload['hash']}\"]",
        "known = tables[payload['model']][payload['hash']]",
    ),
]
