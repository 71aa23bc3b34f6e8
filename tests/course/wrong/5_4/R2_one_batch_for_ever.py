"""The id of the first batch is taken over by all that follow."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    (
        'batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"',
        'known = next(iter(published.values()), {})\n        batch_id = known.get("batch_id") or f"batch-{now:%Y%m%dT%H%M%S.%fZ}"',
    )
]
