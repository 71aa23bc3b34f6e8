"""The nearest sentence is the answer, too, where its page is near enough and it is not."""

REQUIREMENT = "R3"
CHANGES = [
    (
        "if found.score >= NEAR_ENOUGH][:1]",
        "if max(found.score, *(one.score for one in passages)) >= NEAR_ENOUGH][:1]",
    ),
]
