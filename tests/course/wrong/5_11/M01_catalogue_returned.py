"""What the function returns is taken for the event's metadata."""

REQUIREMENT = "R1"
CHANGES = [
    ('    outlet_events[self].extra = {"documents": len(catalogue)}\n', '    return {"documents": len(catalogue)}\n')
]
