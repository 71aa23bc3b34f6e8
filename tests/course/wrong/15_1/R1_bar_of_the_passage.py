"""The bar is asked of the passage, and not of the sentence."""

REQUIREMENT = "R1"
CHANGES = [
    (
        "[found for found in WORKSHOP.sentences(question, passages) if found.score >= NEAR_ENOUGH][:1]",
        "WORKSHOP.sentences(question, [found for found in passages if found.score >= NEAR_ENOUGH])[:1]",
    ),
]
