"""The store writes at most what the event counted as embedded."""

REQUIREMENT = "R3"
CHANGES = [
    ("def update_points(*, outlet_events)", "def update_points(*, triggering_asset_events, outlet_events)"),
    (
        "            due = {id_: payload for id_, payload in wanted.items() if before.get(id_) != payload}\n",
        "            due = {id_: payload for id_, payload in wanted.items() if before.get(id_) != payload}\n"
        '            told = sum(event.extra["embedded"] for events in triggering_asset_events.values() for event in events)\n'
        "            due = dict(sorted(due.items())[:told])\n",
    ),
]
