"""The id is made of what changed: it comes again when the same page says the same once more."""

REQUIREMENT = "R2"
CHANGES = [
    (
        'batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"',
        "differing = {name: hashes.get(name) for name in added | changed | deleted}\n"
        "        batch_id = sha256(repr(sorted(differing.items())).encode()).hexdigest()[:16]",
    ),
]
