"""The outcome of each fact is `new`."""

REQUIREMENT = "R7"
CHANGES = [('facts[id_] |= {"outcome": outcome,', 'facts[id_] |= {"outcome": "new",')]
