"""A sweep that finds nothing is skipped; a run that an event woke sends one, though its work was done before."""

REQUIREMENT = "R2"
CHANGES = [
    ("        if not due:\n", "        told = batches_told(triggering_asset_events)\n        if not (due or told):\n"),
]
