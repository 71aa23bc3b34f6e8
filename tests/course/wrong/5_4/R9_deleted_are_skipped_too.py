"""What is gone was not written, and is counted as skipped, too."""

REQUIREMENT = "R9"
CHANGES = [
    (
        '"skipped": len((before.keys() & after.keys()) - written),',
        '"skipped": len(before.keys() - written),',
    )
]
