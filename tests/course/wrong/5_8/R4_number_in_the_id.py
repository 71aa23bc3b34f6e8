"""Tasks are numbered: a concept that is removed moves the ids of those behind it."""

REQUIREMENT = "R4"
CHANGES = [('wanted[f"{concept}--{template}"]', 'wanted[f"task-{len(wanted)}"]')]
