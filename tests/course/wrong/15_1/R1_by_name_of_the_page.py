"""Several sentences are cited, in the order of their pages' names."""

REQUIREMENT = "R1"
CHANGES = [
    ("if found.score >= NEAR_ENOUGH][:1]", "if found.score >= NEAR_ENOUGH]"),
    (
        '[{"document": sentence.document, "quote": sentence.text} for sentence in near]',
        """sorted(
            ({"document": sentence.document, "quote": sentence.text} for sentence in near),
            key=lambda cited: cited["document"],
        )""",
    ),
]
