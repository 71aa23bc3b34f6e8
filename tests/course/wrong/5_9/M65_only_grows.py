"""A fact that nobody says any more stays."""

REQUIREMENT = "R9"
CHANGES = [
    (
        "        facts = believed(said for",
        "        facts = known | believed(said for",
    ),
]
