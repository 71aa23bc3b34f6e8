"""The time in the row without its zone."""

REQUIREMENT = "R2"
CHANGES = [
    (
        '"timestamp": datetime.now(UTC).isoformat()}\n            try',
        '"timestamp": datetime.now().isoformat()}\n            try',
    )
]
