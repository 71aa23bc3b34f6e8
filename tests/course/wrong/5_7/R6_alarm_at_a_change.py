"""The task fails when other batches are late than in the report before, and not while the same ones are."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "        report = {\n",
        '        known = [name for name, row in sorted(WORKSHOP.load("report").items()) if row["late"]]\n        report = {\n',
    ),
    (
        '        if late := sorted(batch_id for batch_id, row in report.items() if row["late"]):',
        '        late = sorted(batch_id for batch_id, row in report.items() if row["late"])\n        if late and late != known:',
    ),
]
