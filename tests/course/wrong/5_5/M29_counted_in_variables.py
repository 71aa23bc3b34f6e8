"""Counters in variables: the last try counts its own part."""

REQUIREMENT = "R7"
CHANGES = [
    ("        for name in sorted(due):\n", "        done = 0\n        for name in sorted(due):\n"),
    ("            embedded[name] = row\n", "            embedded[name] = row\n            done += 1\n"),
    ('"embedded": sum(row["run_id"] == run_id for row in embedded.values())', '"embedded": done'),
]
