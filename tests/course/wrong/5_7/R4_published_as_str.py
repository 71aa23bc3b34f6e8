"""The time of a row is written with a blank, where isoformat() writes a T: whoever sorts both as texts has them mixed."""

REQUIREMENT = "R4"
CHANGES = [('"published": time.isoformat()', '"published": str(time)')]
