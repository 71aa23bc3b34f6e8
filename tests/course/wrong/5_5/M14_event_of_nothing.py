"""A batch of which everything was refused is announced like any other."""

REQUIREMENT = "R7"
CHANGES = [('if not (counts["embedded"] or gone):', "if not (due or gone):")]
