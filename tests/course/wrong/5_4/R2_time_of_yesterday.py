"""The time in the event is midnight, not the moment of the batch."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    (
        '"timestamp": now.isoformat(),\n        }\n\n    publish',
        '"timestamp": now.replace(hour=0, minute=0, second=0, microsecond=0).isoformat(),\n        }\n\n    publish',
    )
]
