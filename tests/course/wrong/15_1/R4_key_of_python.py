"""The key of an answer is `hash()`, which is another number in each process."""

REQUIREMENT = "R4"
CHANGES = [('return hash_of(f"{WORKSHOP.version()}\\n{question}")', "return str(hash((WORKSHOP.version(), question)))")]
