"""The event counts the answers that were looked at."""

REQUIREMENT = "R6"
CHANGES = [('outlet_events[ANSWERS].extra = {"stale": stale}', 'outlet_events[ANSWERS].extra = {"stale": len(kept)}')]
