"""The hash is of the template alone."""

REQUIREMENT = "R3"
CHANGES = [('"asks": hash_of(prompt)}', '"asks": hash_of(words)}')]
