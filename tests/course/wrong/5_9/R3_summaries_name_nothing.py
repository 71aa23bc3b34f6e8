"""The event of the summaries says how many, not which."""

REQUIREMENT = "R3"
CHANGES = [
    (
        'outlet_events[SUMMARIES].extra = {"threads": [*due, *gone]}',
        'outlet_events[SUMMARIES].extra = {"threads": len(due) + len(gone)}',
    )
]
