"""After the work everything that is published counts as embedded, whenever it was published."""

REQUIREMENT = "R6"
CHANGES = [
    (
        '            del embedded[name]\n        WORKSHOP.save("embedded", embedded)\n',
        '        WORKSHOP.save("embedded", WORKSHOP.load("published"))\n',
    ),
]
