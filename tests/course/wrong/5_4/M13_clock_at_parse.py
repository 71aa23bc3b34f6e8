"""The time is taken where the file is read, not where the task runs."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [
    ("\n\n\n@dag(", "\nNOW = datetime.now(UTC)\n\n\n@dag("),
    ("        now = datetime.now(UTC)\n", "        now = NOW\n"),
]
