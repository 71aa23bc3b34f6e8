"""What was embedded is noted, and its pieces are not kept for the next DAG."""

REQUIREMENT = "R6"
CHANGES = [("            WORKSHOP.keep(name, pieces)\n", "            assert pieces\n")]
