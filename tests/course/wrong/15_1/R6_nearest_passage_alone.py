"""The evidence is the nearest passage alone."""

REQUIREMENT = "R6"
CHANGES = [("return [passage.hash for passage in passages]", "return [passage.hash for passage in passages[:1]]")]
