"""The evidence is a set: that another passage is the nearest now goes unseen."""

REQUIREMENT = "R6"
CHANGES = [("return [passage.hash for passage in passages]", "return sorted(passage.hash for passage in passages)")]
