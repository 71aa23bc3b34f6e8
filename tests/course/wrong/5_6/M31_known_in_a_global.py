"""Vectors are kept in a variable of the module."""

REQUIREMENT = "R1"
CHANGES = [
    ("\n\ndef hash_of(", "\nKNOWN = {}\n\n\ndef hash_of("),
    ('        embeddings = WORKSHOP.load("embeddings")\n', "        embeddings = dict(KNOWN)\n"),
    (
        '        WORKSHOP.save("embeddings", embeddings)',
        '        KNOWN.update(embeddings)\n        WORKSHOP.save("embeddings", {**WORKSHOP.load("embeddings"), **embeddings})',
    ),
]
