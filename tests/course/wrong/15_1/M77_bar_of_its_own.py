"""A sentence answers from a score that somebody found good enough."""

REQUIREMENT = "R3"
CHANGES = [("found.score >= NEAR_ENOUGH", "found.score >= 0.4")]
