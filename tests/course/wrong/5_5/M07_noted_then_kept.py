"""A page is noted before its pieces are kept: who dies between the two has lost it."""

REQUIREMENT = "R6"
CHANGES = [
    ("            WORKSHOP.keep(name, pieces)\n", ""),
    ("where this one ended\n", "where this one ended\n            WORKSHOP.keep(name, pieces)\n"),
]
