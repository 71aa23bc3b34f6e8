"""Each event is thought to have a run of its own: the first one is done, those that came with it are not."""

REQUIREMENT = "R6"
CHANGES_OF_FORMER = [
    ('"added": len(added),', '"added": len(added), "names": sorted(added | changed),'),
    (
        "texts = WORKSHOP.documents()",
        "names = events[0].extra['names']\n        due = {name: row for name, row in due.items() if name in names}\n        texts = WORKSHOP.documents()",
    ),
]
