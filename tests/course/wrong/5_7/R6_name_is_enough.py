"""A document counts as stored as soon as its name is there, though in an older version."""

REQUIREMENT = "R6"
CHANGES = [("if row != stored.get(name)}", "if name not in stored}")]
