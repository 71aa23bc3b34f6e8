"""The store's time has no zone."""

REQUIREMENT = "R10"
CHANGES = [
    (
        '"total": collection.count(),\n                "timestamp": datetime.now(UTC)',
        '"total": collection.count(),\n                "timestamp": datetime.now()',
    )
]
