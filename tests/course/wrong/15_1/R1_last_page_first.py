"""Several sentences are cited, the last page by the alphabet first."""

REQUIREMENT = "R1"
CHANGES = [
    ("if found.score >= NEAR_ENOUGH][:1]", "if found.score >= NEAR_ENOUGH]"),
    (
        '[{"document": sentence.document, "quote": sentence.text} for sentence in near]',
        """[
            {"document": sentence.document, "quote": sentence.text}
            for sentence in sorted(near, key=lambda found: found.document, reverse=True)
        ]""",
    ),
]
