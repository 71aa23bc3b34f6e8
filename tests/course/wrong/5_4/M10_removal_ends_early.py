"""Without points to write the task ends before it comes to the deletion."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [("            if not (points or old):\n", "            if not points:\n")]
