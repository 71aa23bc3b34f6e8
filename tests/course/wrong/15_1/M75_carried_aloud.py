"""Whenever answers are carried, an event says so."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """        if not stale:
            raise AirflowSkipException("every answer stands as it stood")
        outlet""",
        """        outlet""",
    ),
]
