"""The total is added up from the kept pieces, not asked from the collection."""

REQUIREMENT = "R9"
CHANGES_OF_FORMER = [('"total": collection.count(),', '"total": len(points),')]
