"""A folder without pages is taken for one that is not there: the removal of the last pages is never told."""

REQUIREMENT = "R2"
CHANGES = [
    (
        "        if not (added or changed or deleted):\n",
        "        if not hashes or not (added or changed or deleted):\n",
    ),
]
