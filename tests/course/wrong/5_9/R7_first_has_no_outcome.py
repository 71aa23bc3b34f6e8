"""A fact that nothing was before has no outcome."""

REQUIREMENT = "R7"
CHANGES = [('outcome = decide(before, said) if before else "new"', 'outcome = decide(before, said) if before else ""')]
