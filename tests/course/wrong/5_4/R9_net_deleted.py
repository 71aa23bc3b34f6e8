"""Deleted is by how much the total fell; where points came and went in one run it is too small."""

REQUIREMENT = "R9"
CHANGES = [('"deleted": len(before.keys() - after.keys()),', '"deleted": max(0, len(before) - len(after)),')]
