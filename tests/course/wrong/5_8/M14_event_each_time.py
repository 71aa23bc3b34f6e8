"""The task succeeds though the table is what it was."""

REQUIREMENT = "R2"
CHANGES = [
    (
        """        if tasks == known:
            raise AirflowSkipException("the files ask what they asked before")
""",
        "",
    ),
    (
        "import AirflowFailException, AirflowSkipException",
        "import AirflowFailException",
    ),
]
