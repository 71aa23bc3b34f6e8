"""Work is taken from all events that came with the run; those that did not come are not done."""

REQUIREMENT = "R6"
CHANGES_OF_FORMER = [
    ('"added": len(added),', '"added": len(added), "names": sorted(added | changed),'),
    (
        "texts = WORKSHOP.documents()",
        "names = {name for event in events for name in event.extra['names']}\n        due = {name: row for name, row in due.items() if name in names}\n        texts = WORKSHOP.documents()",
    ),
]
