"""Points are numbered through over all documents: a page that is added moves the ids of others."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    (
        """            due = {name: row for name, row in embedded.items() if name in differing}
""",
        """            due = dict(sorted(embedded.items())) if differing else {}
            number = iter(range(10_000))
""",
    ),
    ('f"{name}#{number}"', 'f"chunk-{next(number)}"'),
    (
        "                for number, piece in enumerate(WORKSHOP.kept(name))\n",
        "                for piece in WORKSHOP.kept(name)\n",
    ),
]
