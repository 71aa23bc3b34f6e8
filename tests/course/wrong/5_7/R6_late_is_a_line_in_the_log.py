"""A late batch is printed, and the run is green."""

REQUIREMENT = "R6"
CHANGES = [
    ("            raise AirflowFailException(f", "            print(f"),
    ("import AirflowFailException, AirflowSkipException", "import AirflowSkipException"),
]
