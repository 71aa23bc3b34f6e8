"""The time of now is that at which the file was read."""

REQUIREMENT = "R9"
CHANGES = [
    ("LATE_AFTER = timedelta(minutes=15)", "LATE_AFTER = timedelta(minutes=15)\nNOW = datetime.now(UTC)"),
    ("        now = datetime.now(UTC)\n", "        now = NOW\n"),
]
