"""Keys of the triggering events are compared with a URI, and never equal it."""

REQUIREMENT = "R10"
CHANGES_OF_FORMER = [
    (
        "events = [event for events in triggering_asset_events.values() for event in events]",
        "events = [event for uri, found in triggering_asset_events.items() if uri == DOCUMENTS.uri for event in found]",
    ),
    ('sorted(batch_ids | {row["batch_id"] for row in due.values()})', "sorted(batch_ids)"),
]
