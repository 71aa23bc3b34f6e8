"""AssetAny and AssetAll in the place of signs; each Tuesday at noon beside the assets."""

CHANGES = [
    ("schedule=(POLICIES | GUIDES)", "schedule=AssetAny(POLICIES, GUIDES)"),
    ("assets=POLICIES & GUIDES", "assets=[POLICIES, GUIDES]"),
    ('"0 6 * * 1"', '"0 12 * * 2"'),
    ("    AssetAlias,\n", "    AssetAlias,\n    AssetAny,\n"),
]
