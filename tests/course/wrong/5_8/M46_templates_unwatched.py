"""The hash is of the concept alone."""

REQUIREMENT = "R3"
CHANGES = [
    (
        '"asks": hash_of(prompt)}',
        '"asks": hash_of(text)}',
    ),
]
