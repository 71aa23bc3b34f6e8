"""What is published is embedded by the table; what is gone is taken from the event, and an event may come alone."""

REQUIREMENT = "R6"
CHANGES_OF_FORMER = [
    (
        '"deleted": len(deleted),\n            "timestamp": now',
        '"deleted": len(deleted),\n            "names": sorted(added | changed | deleted),\n            "timestamp": now',
    ),
    (
        "        if not (due or gone):\n",
        "        last = max(events, key=lambda event: event.timestamp, default=None)\n"
        '        told = set(last.extra["names"]) if last else set()\n'
        "        due = {name: row for name, row in due.items() if name in told}\n        gone = gone & told\n"
        "        if not (due or gone):\n",
    ),
]
