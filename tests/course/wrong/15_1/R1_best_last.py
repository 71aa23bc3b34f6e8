"""Citations come worst first."""

REQUIREMENT = "R1"
CHANGES = [
    ("if found.score >= NEAR_ENOUGH][:1]", "if found.score >= 0.3]"),
    ('for sentence in near],\n        "evidence"', 'for sentence in reversed(near)],\n        "evidence"'),
    ('" ".join(sentence.text for sentence in near)', '" ".join(sentence.text for sentence in near[:1])'),
]
