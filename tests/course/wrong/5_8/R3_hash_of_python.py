"""What is asked is hashed with `hash()`, which is another number in each process."""

REQUIREMENT = "R3"
CHANGES = [('"asks": hash_of(prompt)}', '"asks": str(hash(prompt))}')]
