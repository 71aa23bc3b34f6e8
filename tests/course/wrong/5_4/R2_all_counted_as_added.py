"""Whatever is other than before counts as added."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    ('"added": len(added)', '"added": len(added | changed)'),
    ('"changed": len(changed)', '"changed": 0'),
]
