"""Only what the events name is embedded: a run that the clock started finds nothing to do."""

REQUIREMENT = "R1"
CHANGES = [
    (
        "        if not due:",
        '        told = batches_told(triggering_asset_events)\n        due = {name for name in due if published[name]["batch_id"] in told}\n        if not due:',
    ),
]
