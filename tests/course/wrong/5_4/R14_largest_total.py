"""The newest event is taken to be the one with the largest total."""

REQUIREMENT = "R14"
CHANGES = [("key=lambda event: event.timestamp", 'key=lambda event: event.extra["total"]')]
