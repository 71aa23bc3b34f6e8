"""The task returns what it was asked and what it answered: an XCom."""

REQUIREMENT = "R9"
CHANGES = [
    (
        'outlet_events[ANSWERS].extra = {"made": 1, "citations": len(made["citations"])}\n',
        'outlet_events[ANSWERS].extra = {"made": 1, "citations": len(made["citations"])}\n        return made\n',
    ),
]
