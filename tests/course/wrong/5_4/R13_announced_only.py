"""The statistics are in the event, and nowhere in the log."""

REQUIREMENT = "R13"
CHANGES = [('        log.info("the vector store was updated: %s", statistics)\n', "")]
