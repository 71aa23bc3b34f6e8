"""The tries follow one another at once."""

REQUIREMENT = "R3"
CHANGES = [("retry_delay=timedelta(seconds=30)", "retry_delay=timedelta(0)")]
