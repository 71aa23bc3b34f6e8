"""A task that became an orphan after the plan was made is asked."""

REQUIREMENT = "R8"
CHANGES = [('if key in answers or row["orphan"] or', "if key in answers or")]
