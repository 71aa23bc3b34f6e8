"""What is gone stays in the table of shelves, and is counted as removed each time."""

REQUIREMENT = "R2"
CHANGES = [('WORKSHOP.save("shelved", catalogue)', 'WORKSHOP.save("shelved", {**shelved, **catalogue})')]
