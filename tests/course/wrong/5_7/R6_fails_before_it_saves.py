"""The task fails at the first late batch, before the report is saved."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '        WORKSHOP.save("report", report)\n        if late := sorted(batch_id for batch_id, row in report.items() if row["late"]):\n'
        "            raise AirflowFailException(f\"not in the vector store after {LATE_AFTER}: {', '.join(late)}\")\n",
        '        if late := sorted(batch_id for batch_id, row in report.items() if row["late"]):\n'
        "            raise AirflowFailException(f\"not in the vector store after {LATE_AFTER}: {', '.join(late)}\")\n"
        '        WORKSHOP.save("report", report)\n',
    ),
]
