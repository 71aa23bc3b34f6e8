"""A fact is valid from the time of its export."""

REQUIREMENT = "R8"
CHANGES = [
    ('"valid_from": said["time"], "valid_until": ""', '"valid_from": now(), "valid_until": ""'),
    (
        "def believed(statements):",
        'def now():\n    return max(export["exported_at"] for export in WORKSHOP.exports())\n\n\ndef believed(statements):',
    ),
]
