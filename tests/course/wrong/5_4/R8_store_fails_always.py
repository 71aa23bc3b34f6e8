"""The store's task fails whenever it runs: there is no event of the store at all, and the assets are as they should be."""

REQUIREMENT = "R8"
CHANGES = [
    (
        "    def update_points(*, triggering_asset_events, outlet_events) -> None:",
        "    def update_points(*, ti, triggering_asset_events, outlet_events) -> None:",
    ),
    ('log.info("the vector store was updated: %s", statistics)', 'ti.log.info("updated: %s", statistics)'),
]
