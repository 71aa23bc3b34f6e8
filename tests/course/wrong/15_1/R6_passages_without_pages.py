"""What an answer stands on are texts of whichever page: one under another name is the same."""

REQUIREMENT = "R6"
CHANGES = [("[passage.hash for passage in passages]", "[hash_of(passage.text) for passage in passages]")]
