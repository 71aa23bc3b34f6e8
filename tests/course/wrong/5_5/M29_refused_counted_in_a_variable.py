"""What was embedded is counted from the table, what was refused in a variable: a later try has not met it."""

REQUIREMENT = "R7"
CHANGES = [
    ("        for name in sorted(due):\n", "        refused = 0\n        for name in sorted(due):\n"),
    (
        '                WORKSHOP.save("quarantine", quarantine)\n                continue\n',
        '                WORKSHOP.save("quarantine", quarantine)\n                refused += 1\n                continue\n',
    ),
    ('"failed": sum(row["run_id"] == run_id for row in quarantine.values())', '"failed": refused'),
]
