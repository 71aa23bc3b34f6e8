"""The time of an event is that of the newest file, which may be as old as it likes."""

REQUIREMENT = "R2"
CHANGES = [
    (
        '            "timestamp": now.isoformat(),\n',
        '            "timestamp": datetime.fromtimestamp(newest, UTC).isoformat(),\n',
    ),
    (
        "        now = datetime.now(UTC)\n",
        '        now = datetime.now(UTC)\n        newest = max((path.stat().st_mtime for path in WORKSHOP.uploads.rglob("*.*")), default=now.timestamp())\n',
    ),
]
