"""Compares words, and never what they mean."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '    if comparable and WORKSHOP.similarity(said["text"], fact["text"]) >= 0.8:',
        '    if comparable and said["text"] == fact["text"]:',
    ),
]
