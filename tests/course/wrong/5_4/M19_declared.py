"""The statistics say what was meant."""

REQUIREMENT = "R9"
CHANGES_OF_FORMER = [
    ("len(after.keys() - before.keys())", "len(points)"),
    ("len(written & before.keys())", "0"),
    ("len((before.keys() & after.keys()) - written)", "0"),
]
