"""New points are written, old ones stay."""

REQUIREMENT = "R5"
CHANGES = [("old = before.keys() - wanted.keys()", "old = set()")]
