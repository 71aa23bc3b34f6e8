"""The report has only batches of which a document is still as it came with them."""

REQUIREMENT = "R4"
CHANGES = [
    (
        '        began |= {event.extra["batch_id"]: event.timestamp for event in inlet_events[DOCUMENTS]}\n',
        '        began |= {\n            event.extra["batch_id"]: event.timestamp\n            for event in inlet_events[DOCUMENTS]\n            if event.extra["batch_id"] in began\n        }\n',
    ),
]
