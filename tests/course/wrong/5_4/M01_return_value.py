"""The batch is returned, as if that were the event's metadata."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [("outlet_events[DOCUMENTS].extra = {", "return {")]
