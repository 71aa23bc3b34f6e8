"""A task is an orphan when its concept is gone: those of a template that is gone are planned and paid for."""

REQUIREMENT = "R4"
ALSO = ("R6",)
CHANGES = [('{**row, "orphan": True}', '{**row, "orphan": row["concept"] not in concepts}')]
