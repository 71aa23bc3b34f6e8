"""Only a passage that is near enough is read, and then a sentence has to be, too."""

REQUIREMENT = "R1"
CHANGES = [
    (
        "for found in WORKSHOP.sentences(question, passages) if",
        "for found in WORKSHOP.sentences(question, [one for one in passages if one.score >= NEAR_ENOUGH]) if",
    ),
]
