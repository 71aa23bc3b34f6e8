"""A file with settings is read whenever the DAG file is."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [
    ("from hashlib import sha256\n", "from hashlib import sha256\nfrom pathlib import Path\n"),
    ("\n\n\n@dag(", '\nHOSTS = Path("/etc/hosts").read_text()\n\n\n@dag('),
]
