"""The time in the quarantine is that of the upload, not that of the refusal."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'quarantine[name] = {**row, "reason": str(error)}',
        'quarantine[name] = {**row, "reason": str(error), "timestamp": "2026-01-01T00:00:00+00:00"}',
    ),
]
