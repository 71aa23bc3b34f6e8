"""The batch id is made of the names that changed; the same page edited twice is the same batch."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"',
        'batch_id = str(uuid5(NAMESPACE_URL, ",".join(sorted(added | changed | deleted))))',
    )
]
