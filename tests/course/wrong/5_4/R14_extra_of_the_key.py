"""The key of the triggering events is taken for the asset as it was declared; its extra is empty."""

REQUIREMENT = "R14"
CHANGES = [('newest.asset.extra["collection"]', 'next(iter(triggering_asset_events)).extra.get("collection")')]
