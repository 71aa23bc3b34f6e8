"""The id is made of the hashes of all documents: it comes again when they are all as they were."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"',
        'batch_id = sha256("".join(f"{name}{hash_}" for name, hash_ in sorted(hashes.items())).encode()).hexdigest()[:16]',
    ),
]
