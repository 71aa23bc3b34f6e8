"""A run without events is taken for one without work."""

REQUIREMENT = "R1"
CHANGES = [("        if not due:", "        if not (due and batches_told(triggering_asset_events)):")]
