"""What was published is remembered in a variable of the module, beside the table."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    ("\n\n\n@dag(", "\nSEEN = {}\n\n\n@dag("),
    ('published = WORKSHOP.load("published")\n        added', "published = dict(SEEN)\n        added"),
    (
        "        outlet_events[DOCUMENTS].extra",
        '        SEEN.update(WORKSHOP.load("published"))\n        outlet_events[DOCUMENTS].extra',
    ),
]
