"""The store's task sends its event though the collection holds what it should."""

REQUIREMENT = "R8"
CHANGES = [("            if not (due or old):\n", "            if False:\n")]
