"""What the report before called late rings no alarm again, though it is late still."""

REQUIREMENT = "R6"
CHANGES = [
    (
        "        report = {\n",
        '        known = {name for name, row in WORKSHOP.load("report").items() if row["late"]}\n        report = {\n',
    ),
    ('if row["late"])', 'if row["late"] and batch_id not in known)'),
]
