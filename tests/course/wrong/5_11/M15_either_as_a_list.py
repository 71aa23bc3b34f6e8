"""A list is taken for one or the other."""

REQUIREMENT = "R3"
CHANGES = [("schedule=(POLICIES | GUIDES)", "schedule=[POLICIES, GUIDES]")]
