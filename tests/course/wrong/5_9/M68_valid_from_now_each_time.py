"""Each run says that what is believed holds from now on: nothing changed, and every row is another one."""

REQUIREMENT = "R4"
ALSO = ("R8",)
CHANGES = [
    ("import json\n", "import json\nfrom datetime import UTC, datetime\n"),
    (
        '"outcome": outcome, "valid_from": said["time"]',
        '"outcome": outcome, "valid_from": datetime.now(UTC).isoformat()',
    ),
]
