"""Two events wake the index at once, and their totals are added up."""

REQUIREMENT = "R14"
CHANGES = [
    (
        '"points": newest.extra["total"],',
        '"points": sum(event.extra["total"] for event in events),',
    ),
]
