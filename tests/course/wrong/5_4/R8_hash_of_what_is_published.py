"""Points have the hash that was published, whatever text was embedded since then."""

REQUIREMENT = "R8"
CHANGES = [
    (
        'embedded = WORKSHOP.load("embedded")\n        events',
        'published = WORKSHOP.load("published")\n'
        '        embedded = {name: published.get(name, row) for name, row in WORKSHOP.load("embedded").items()}\n'
        "        events",
    ),
]
