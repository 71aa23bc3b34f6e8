"""A vector is kept under the chunker, too: what another one cuts alike is embedded again."""

REQUIREMENT = "R2"
CHANGES = [
    (
        "texts = {f\"{recipe['model']}/{hash_of(text)}\"",
        "texts = {f\"{recipe['model']}/{recipe['chunker']}/{hash_of(text)}\"",
    ),
    (
        "embeddings[f\"{payload['model']}/{payload['hash']}\"]",
        "embeddings[f\"{payload['model']}/{chunks[payload['document']]['chunker']}/{payload['hash']}\"]",
    ),
]
