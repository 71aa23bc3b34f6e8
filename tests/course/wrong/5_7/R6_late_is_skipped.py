"""The run with a late batch is skipped, which is no alarm."""

REQUIREMENT = "R6"
CHANGES = [
    ("            raise AirflowFailException(f", "            raise AirflowSkipException(f"),
    ("import AirflowFailException, AirflowSkipException", "import AirflowSkipException"),
]
