"""`worse` is how many fewer are right: one that became better hides one that became worse."""

REQUIREMENT = "R8"
CHANGES = [('"worse": len(set(before) - set(right)),', '"worse": max(0, len(before) - len(right)),')]
