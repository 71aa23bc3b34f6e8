"""A document is due when its text changed, whichever model made its vectors."""

REQUIREMENT = "R6"
CHANGES = [(" and recipe.items() <= row.items()", "")]
