"""A document is cut again when its text or the model changes, not when the chunker does."""

REQUIREMENT = "R6"
CHANGES = [("recipe.items() <= row.items()", 'recipe["model"] == row["model"]')]
