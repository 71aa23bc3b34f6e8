"""The event carries lists of names where it should say how many."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    ('"added": len(added)', '"added": sorted(added)'),
    ('"changed": len(changed)', '"changed": sorted(changed)'),
    (
        '"deleted": len(deleted),\n            "timestamp": now',
        '"deleted": sorted(deleted),\n            "timestamp": now',
    ),
]
