"""The event counts all stale rows there are, not those that became so."""

REQUIREMENT = "R6"
CHANGES = [
    (
        'outlet_events[ANSWERS].extra = {"stale": stale}',
        'outlet_events[ANSWERS].extra = {"stale": sum(row["status"] == "stale" for row in kept.values())}',
    )
]
