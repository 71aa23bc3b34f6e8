"""The total is added up from the kept pieces, not asked from the collection."""

REQUIREMENT = "R9"
CHANGES = [('"total": collection.count(),', '"total": len(points),')]
