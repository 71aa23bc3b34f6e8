"""Only answers of the index before are searched again; older ones, which `refresh` did not get to, are stale."""

REQUIREMENT = "R6"
CHANGES = [('elif row["evidence"] ==', 'elif row["version"] == version - 1 and row["evidence"] ==')]
