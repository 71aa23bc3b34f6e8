"""A run embeds ten pages at most; the others wait until somebody uploads something else."""

REQUIREMENT = "R5"
CHANGES = [
    (
        "        if not (due or gone):\n",
        "        due = dict(sorted(due.items())[:10])\n        if not (due or gone):\n",
    ),
]
