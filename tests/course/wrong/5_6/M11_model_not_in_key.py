"""A text is known, whichever model its vector is from."""

REQUIREMENT = "R6"
CHANGES = [
    ("f\"{recipe['model']}/{hash_of(text)}\": text", "hash_of(text): text"),
    ("f\"{payload['model']}/{payload['hash']}\"", "payload['hash']"),
]
