"""The file waits a second before it goes on, for whatever may not be up yet."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [
    ("from datetime import UTC, datetime", "import time\nfrom datetime import UTC, datetime"),
    ("\n\n\n@dag(", "\ntime.sleep(1.5)\n\n\n@dag("),
]
