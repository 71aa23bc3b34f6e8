"""The report has a row for late batches alone."""

REQUIREMENT = "R4"
CHANGES = [
    (
        "for batch_id, time in began.items()\n",
        "for batch_id, time in began.items()\n            if batch_id in waiting and now - time > LATE_AFTER\n",
    ),
]
