"""At each event every point is written again, whatever changed."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ("due = {name: row for name, row in embedded.items() if name in differing}", "due = embedded if differing else {}"),
]
