"""The answer is that there is a page."""

REQUIREMENT = "R1"
CHANGES = [
    (
        '"answer": " ".join(sentence.text for sentence in near)',
        '"answer": " ".join(f"See {sentence.document}." for sentence in near)',
    )
]
