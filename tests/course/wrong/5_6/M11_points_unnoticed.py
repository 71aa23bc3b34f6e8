"""A point that is there counts as done, though its vector is of the former model."""

REQUIREMENT = "R6"
CHANGES = [("if before.get(id_) != payload}", "if id_ not in before}")]
