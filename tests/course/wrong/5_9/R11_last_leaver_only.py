"""The table of who is forgotten has the last one only: with the second user the first one comes back."""

REQUIREMENT = "R11"
CHANGES = [('{**WORKSHOP.load("forgotten"), hash_of(user): {}}', "{hash_of(user): {}}")]
