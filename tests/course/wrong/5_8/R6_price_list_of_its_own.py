"""The cost is estimated as so much for each call."""

REQUIREMENT = "R6"
CHANGES = [('cost = sum(WORKSHOP.cost(tasks[id_]["prompt"]) for id_ in due)', "cost = 10 * len(due)")]
