"""Answers say another version than that of the index."""

REQUIREMENT = "R1"
CHANGES = [('        "version": version,\n', '        "version": version + 1,\n')]
