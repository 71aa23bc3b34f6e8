"""A line without its colon."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [("def exercise_5_4_embed() -> None:", "def exercise_5_4_embed() -> None")]
