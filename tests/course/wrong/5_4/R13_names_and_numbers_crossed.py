"""The log says updated where it gives the number of skipped."""

REQUIREMENT = "R13"
CHANGES = [
    (
        'log.info("the vector store was updated: %s", statistics)',
        'log.info(\n            "inserted=%d updated=%d skipped=%d deleted=%d total=%d",\n            statistics["inserted"], statistics["skipped"], statistics["updated"], statistics["deleted"], statistics["total"],\n        )',
    )
]
