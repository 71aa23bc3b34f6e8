"""The store's event has no timestamp."""

REQUIREMENT = "R10"
CHANGES = [
    (
        '                "total": collection.count(),\n                "timestamp": datetime.now(UTC).isoformat(),\n',
        '                "total": collection.count(),\n',
    )
]
