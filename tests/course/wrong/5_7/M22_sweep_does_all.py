"""A run that the clock started embeds everything again."""

REQUIREMENT = "R2"
CHANGES = [
    (
        "        if not due:",
        "        if not batches_told(triggering_asset_events):\n            due = published.keys() | embedded.keys()\n        if not due:",
    ),
]
