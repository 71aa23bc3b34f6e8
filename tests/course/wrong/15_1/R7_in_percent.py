"""Shares are told in percent."""

REQUIREMENT = "R7"
CHANGES = [
    ('"recall": len(found) / len(golden)', '"recall": 100 * len(found) / len(golden)'),
    ('"correct": len(right) / len(golden)', '"correct": 100 * len(right) / len(golden)'),
]
