"""What was late in the report before is late for ever."""

REQUIREMENT = "R5"
CHANGES = [
    ("        report = {\n", '        former = WORKSHOP.load("report")\n        report = {\n'),
    (
        '"late": batch_id in waiting and now - time > LATE_AFTER,',
        '"late": former.get(batch_id, {}).get("late", False) or (batch_id in waiting and now - time > LATE_AFTER),',
    ),
]
