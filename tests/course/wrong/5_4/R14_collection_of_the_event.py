"""What the asset says of itself is looked for in the event."""

REQUIREMENT = "R14"
CHANGES = [('newest.asset.extra["collection"]', 'newest.extra.get("collection", "")')]
