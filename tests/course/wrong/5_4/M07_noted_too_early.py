"""What will be embedded is noted before it is."""

REQUIREMENT = "R7"
CHANGES = [
    (
        "texts = WORKSHOP.documents()",
        'embedded.update(due)\n        WORKSHOP.save("embedded", embedded)\n        texts = WORKSHOP.documents()',
    ),
]
