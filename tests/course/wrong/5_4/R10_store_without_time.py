"""The store's event has no timestamp."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    (
        '                "total": collection.count(),\n                "timestamp": datetime.now(UTC).isoformat(),\n',
        '                "total": collection.count(),\n',
    )
]
