"""The event of the conversations names every thread there is."""

REQUIREMENT = "R3"
CHANGES = [
    (
        'outlet_events[CONVERSATIONS].extra = {"threads": changed}',
        'outlet_events[CONVERSATIONS].extra = {"threads": sorted(threads)}',
    )
]
