"""The clock comes once a month."""

REQUIREMENT = "R4"
CHANGES = [('"0 6 * * 1"', '"0 6 1 * *"')]
