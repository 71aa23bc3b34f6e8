"""The report is made in a loop, from events sorted by hand; whose batch waits is asked of each document."""

CHANGES = [
    (
        """        report = {
            batch_id: {
                "published": time.isoformat(),
                "embed_seconds": seconds(time, embedded.get(batch_id)),
                "store_seconds": seconds(embedded.get(batch_id), arrived.get(batch_id)),
                "late": batch_id in waiting and now - time > LATE_AFTER,
            }
            for batch_id, time in began.items()
        }
""",
        """        report = {}
        for batch_id, time in sorted(began.items(), key=lambda item: item[1]):
            documents = [name for name, row in published.items() if row["batch_id"] == batch_id]
            there = all(stored.get(name, {}).get("batch_id") == batch_id for name in documents)
            report[batch_id] = {
                "published": time.isoformat(),
                "embed_seconds": seconds(time, embedded.get(batch_id)),
                "store_seconds": seconds(embedded.get(batch_id), arrived.get(batch_id)),
                "late": not there and time < now - LATE_AFTER,
                "documents": len(documents),
            }
""",
    ),
    ('        waiting = {row["batch_id"] for name, row in published.items() if row != stored.get(name)}\n', ""),
    ("for event in events:  # oldest first", "for event in sorted(events, key=lambda event: event.timestamp):"),
]
