"""The clock comes twice on each Monday, and more than six days lie between one and the next."""

REQUIREMENT = "R4"
CHANGES = [('"0 6 * * 1"', '"0 6,18 * * 1"')]
