"""A third table holds the texts by their hashes."""

REQUIREMENT = "R2"
CHANGES = [
    (
        '        WORKSHOP.save("chunks", after)',
        '        known = WORKSHOP.load("texts") | {hash_of(text): {"text": text} for text in texts.values()}\n        WORKSHOP.save("texts", known)\n        WORKSHOP.save("chunks", after)',
    ),
]
