"""Whether there is an orphan is looked at, and not whether it is a new one: then there is an event of every touch."""

REQUIREMENT = "R2"
CHANGES = [("        if tasks == known:\n", "        if tasks == known and not orphans:\n")]
