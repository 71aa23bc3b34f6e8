"""A text is known by `hash()`, which is another number in each process."""

REQUIREMENT = "R1"
CHANGES = [
    ("{recipe['model']}/{hash_of(text)}\": text", "{recipe['model']}/{hash(text)}\": text"),
    (
        'embeddings[key] = {"text": new[key], "vector": vector}',
        'embeddings[key] = {"text": new[key], "vector": vector}\n            embeddings[f"{recipe[\'model\']}/{hash_of(new[key])}"] = embeddings[key]',
    ),
]
