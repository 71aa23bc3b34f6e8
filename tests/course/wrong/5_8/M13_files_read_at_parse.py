"""The files are read where the DAG file is."""

REQUIREMENT = "R12"
CHANGES = [
    (
        """


@dag(""",
        """
CONCEPTS = WORKSHOP.concepts()


@dag(""",
    ),
]
