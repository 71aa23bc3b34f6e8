"""Payload and key say `minilm`, whatever model makes the vectors."""

REQUIREMENT = "R6"
CHANGES = [
    ("        recipe = WORKSHOP.fingerprints()\n", '        recipe = {**WORKSHOP.fingerprints(), "model": "minilm"}\n'),
]
