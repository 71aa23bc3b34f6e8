"""A page that was published, and is gone when the run begins, makes the run fail."""

REQUIREMENT = "R6"
CHANGES = [("sorted(due.keys() & texts.keys())", "sorted(due)")]
