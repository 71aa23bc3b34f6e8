"""What waits is counted before the rows of edited pages leave the quarantine."""

REQUIREMENT = "R7"
CHANGES = [
    (
        "        texts = WORKSHOP.documents()\n",
        """        texts = WORKSHOP.documents()
        waiting = len(quarantine)
""",
    ),
    (
        '"waiting": len(quarantine),',
        '"waiting": waiting + sum(row["run_id"] == run_id for row in quarantine.values()),',
    ),
]
