"""A command is run whenever the file is read."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [
    ("from datetime import UTC, datetime", "import subprocess\nfrom datetime import UTC, datetime"),
    (
        "\n\n\n@dag(",
        '\nHOST = subprocess.run(["uname", "-n"], capture_output=True, text=True).stdout.strip()\n\n\n@dag(',
    ),
]
