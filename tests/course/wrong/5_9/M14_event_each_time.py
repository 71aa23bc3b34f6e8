"""The facts are saved and told of at each run, whether or not they are other ones."""

REQUIREMENT = "R4"
CHANGES = [
    (
        """        if not changed:
            raise AirflowSkipException("what is believed is what was believed before")
""",
        "",
    ),
]
