"""What is gone leaves the table `embedded`, and its pieces lie where they lay."""

REQUIREMENT = "R5"
CHANGES = [("            WORKSHOP.discard(name)\n", "")]
