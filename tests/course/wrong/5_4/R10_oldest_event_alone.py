"""Of several events that woke the run only the oldest is asked for its batch: one that removes pages has no row."""

REQUIREMENT = "R10"
CHANGES = [
    (
        """        batch_ids = {event.extra["batch_id"] for event in events if "batch_id" in event.extra}
        gone =""",
        """        batch_ids = {min(events, key=lambda event: event.timestamp).extra["batch_id"]} if events else set()
        gone =""",
    ),
]
