"""A run that an event woke embeds the documents of its batches, though they are embedded."""

REQUIREMENT = "R2"
CHANGES = [
    (
        "        if not due:\n",
        """        told = batches_told(triggering_asset_events)
        due |= {name for name, row in published.items() if row["batch_id"] in told}
        if not due:
""",
    ),
]
