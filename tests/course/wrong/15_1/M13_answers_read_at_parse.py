"""The version of the index is read where the DAG file is."""

REQUIREMENT = "R10"
CHANGES = [
    (
        """

def key_of(question)""",
        """
VERSION_AT_START = WORKSHOP.version()


def key_of(question)""",
    ),
]
