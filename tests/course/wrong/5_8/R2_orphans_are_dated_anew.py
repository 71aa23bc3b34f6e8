"""Each run writes its own time into the rows of all orphans: once there is one, every touch of a file is an event."""

REQUIREMENT = "R2"
CHANGES = [
    ("import json\n", "import json\nfrom datetime import UTC, datetime\n"),
    ('{**row, "orphan": True}', '{**row, "orphan": True, "orphan_since": datetime.now(UTC).isoformat()}'),
]
