"""The quote is shortened to what matters."""

REQUIREMENT = "R2"
CHANGES = [
    (
        """"quote": sentence.text}""",
        """"quote": sentence.text.removesuffix(".").lower()}""",
    ),
]
