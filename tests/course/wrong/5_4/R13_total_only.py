"""The log says how many points there are, not what was done."""

REQUIREMENT = "R13"
CHANGES = [('log.info("the vector store was updated: %s", statistics)', 'log.info("%s points", statistics["total"])')]
