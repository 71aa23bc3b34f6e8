"""The folder of documents is listed whenever the file is read."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [
    ("from datetime import UTC, datetime", "import os\nfrom datetime import UTC, datetime"),
    ("\n\n\n@dag(", "\nNAMES = os.listdir(WORKSHOP.uploads) if os.path.exists(WORKSHOP.uploads) else []\n\n\n@dag("),
]
