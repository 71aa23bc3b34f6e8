"""New texts are collected in a list, so one that stands in two new documents is embedded twice."""

REQUIREMENT = "R2"
CHANGES = [
    (
        "texts = {f\"{recipe['model']}/{hash_of(text)}\": text for pieces in cut.values() for text in pieces}",
        "texts = [(f\"{recipe['model']}/{hash_of(text)}\", text) for pieces in cut.values() for text in pieces]",
    ),
    (
        "new = {key: text for key, text in texts.items() if key not in embeddings}",
        "new = [(key, text) for key, text in texts if key not in embeddings]",
    ),
    (
        "for key, vector in zip(new, WORKSHOP.encode(list(new.values())), strict=True):",
        "for (key, text), vector in zip(new, WORKSHOP.encode([text for _, text in new]), strict=True):",
    ),
    ('{"text": new[key], "vector": vector}', '{"text": text, "vector": vector}'),
]
