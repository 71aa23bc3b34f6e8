"""The store's time has no zone."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    (
        '"total": collection.count(),\n                "timestamp": datetime.now(UTC)',
        '"total": collection.count(),\n                "timestamp": datetime.now()',
    )
]
