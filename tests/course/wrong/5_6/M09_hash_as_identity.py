"""Of two documents with the same section one has a point of it."""

REQUIREMENT = "R3"
CHANGES = [('f"{document}#{hash_}"', "hash_")]
