"""What will be embedded is noted before it is."""

REQUIREMENT = "R7"
CHANGES_OF_FORMER = [
    (
        "texts = WORKSHOP.documents()",
        'embedded.update(due)\n        WORKSHOP.save("embedded", embedded)\n        texts = WORKSHOP.documents()',
    ),
]
