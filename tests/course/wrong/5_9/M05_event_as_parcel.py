"""Summarises the threads that the last event names."""

REQUIREMENT = "R2"
CHANGES = [
    (
        "def summarise_threads(*, outlet_events) -> None:",
        "def summarise_threads(*, outlet_events, triggering_asset_events) -> None:",
    ),
    (
        """        due = sorted(id_ for id_ in threads if id_ not in known or known[id_]["said"] != said[id_])
""",
        """        events = [event for events in triggering_asset_events.values() for event in events]
        named = events[-1].extra["threads"] if events else []
        due = sorted(id_ for id_ in named if id_ in threads and known.get(id_, {}).get("said") != said[id_])
""",
    ),
    (
        "{id_: made.get(id_) or known[id_] for id_ in threads}",
        "{**known, **made}",
    ),
]
