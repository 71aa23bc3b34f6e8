"""One `try` around the loop: the first page that is refused ends it."""

REQUIREMENT = "R1"
CHANGES = [("                continue\n", "                break\n")]
