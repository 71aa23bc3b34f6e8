"""An answer is found by its question, whatever index it is of."""

REQUIREMENT = "R5"
CHANGES = [
    (
        """return hash_of(f"{WORKSHOP.version()}\\n{question}")""",
        """return hash_of(question)""",
    ),
]
