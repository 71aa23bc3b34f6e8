"""All points of a document have the text of its first chunk."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '"payload": {**payload, "text": known["text"]}',
        '"payload": {**payload, "text": embeddings[f"{payload[\'model\']}/{chunks[payload[\'document\']][\'hashes\'][0]}"]["text"]}',
    ),
]
