"""The search is built when the policies change."""

REQUIREMENT = "R3"
CHANGES = [("schedule=(POLICIES | GUIDES)", "schedule=[POLICIES]")]
