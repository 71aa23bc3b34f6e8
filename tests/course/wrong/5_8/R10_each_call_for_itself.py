"""Each call is compared with the whole budget."""

REQUIREMENT = "R10"
CHANGES = [("            left -= cost\n", "")]
