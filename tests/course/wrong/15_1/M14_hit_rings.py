"""A hit does no work, and its task succeeds."""

REQUIREMENT = "R4"
CHANGES = [
    (
        """            raise AirflowSkipException("answered before, and the index is the same")
""",
        """            return
""",
    ),
]
