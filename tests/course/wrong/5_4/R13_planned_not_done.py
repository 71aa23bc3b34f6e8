"""What is logged is what was to be written, before it was."""

REQUIREMENT = "R13"
CHANGES = [
    ('        log.info("the vector store was updated: %s", statistics)\n', ""),
    (
        "            collection.upsert(points)\n",
        '            log.info("inserted %s, updated 0, skipped 0, deleted %s, total 0", len(points), len(old))\n            collection.upsert(points)\n',
    ),
]
