"""The catalogue is made every hour, and not when the inbox rings."""

REQUIREMENT = "R1"
CHANGES = [("@asset(schedule=[INBOX]", '@asset(schedule="@hourly"')]
