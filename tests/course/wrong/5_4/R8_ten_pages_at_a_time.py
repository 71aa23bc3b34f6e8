"""A run writes the points of ten pages at most; the others wait for another event."""

REQUIREMENT = "R8"
CHANGES = [("if name in differing}", "if name in sorted(differing)[:10]}")]
