"""Without points to write the task ends before it comes to the deletion."""

REQUIREMENT = "R8"
CHANGES = [("            if not (points or old):\n", "            if not points:\n")]
