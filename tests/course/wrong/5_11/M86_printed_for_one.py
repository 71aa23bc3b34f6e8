"""One or the other is taken for both."""

REQUIREMENT = "R4"
CHANGES = [("assets=POLICIES & GUIDES", "assets=POLICIES | GUIDES")]
