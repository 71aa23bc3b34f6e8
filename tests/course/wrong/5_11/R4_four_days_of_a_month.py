"""The clock comes on four days of each month: at its end more than a week passes."""

REQUIREMENT = "R4"
CHANGES = [('"0 6 * * 1"', '"0 6 1,8,15,22 * *"')]
