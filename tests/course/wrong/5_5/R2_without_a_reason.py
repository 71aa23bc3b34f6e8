"""The reason is an empty text."""

REQUIREMENT = "R2"
CHANGES = [('"reason": str(error)', '"reason": ""')]
