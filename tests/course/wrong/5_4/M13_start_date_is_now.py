"""The DAG begins at the moment in which its file is read."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [("@dag(schedule=None,", "@dag(schedule=None, start_date=datetime.now(UTC),")]
