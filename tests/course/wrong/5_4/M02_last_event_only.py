"""Work is taken from the events, and of several the last one alone is kept."""

REQUIREMENT = "R6"
CHANGES_OF_FORMER = [
    ('"added": len(added),', '"added": len(added), "names": sorted(added | changed),'),
    (
        "texts = WORKSHOP.documents()",
        "names = []\n        for event in events:\n            names = event.extra['names']\n        due = {name: row for name, row in due.items() if name in names}\n        texts = WORKSHOP.documents()",
    ),
]
