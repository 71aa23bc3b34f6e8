"""A table is read whenever the file is parsed."""

REQUIREMENT = "R9"
CHANGES = [
    ("LATE_AFTER = timedelta(minutes=15)", 'LATE_AFTER = timedelta(minutes=15)\nSTORED = WORKSHOP.load("stored")')
]
