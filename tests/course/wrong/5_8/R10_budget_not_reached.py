"""A call that costs exactly what is left is refused."""

REQUIREMENT = "R10"
CHANGES = [("            if cost > left:", "            if cost >= left:")]
