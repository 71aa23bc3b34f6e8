"""Rounded seconds, another exception, times of the batches from the metadata, and a second task that alarms."""

CHANGES = [
    (
        "return (end - start).total_seconds() if start and end else None",
        "return round((end - start).total_seconds()) if start and end else None",
    ),
    (
        "times.setdefault(batch_id, event.timestamp)",
        'times.setdefault(batch_id, datetime.fromisoformat(event.extra["timestamp"]))',
    ),
    (
        """        if late := sorted(""",
        """
    @task
    def alarm() -> None:
        report = WORKSHOP.load("report")
        if late := sorted(""",
    ),
    ("raise AirflowFailException(f", "raise RuntimeError(f"),
    ("    report_delays()\n", "    report_delays() >> alarm()\n"),
]
