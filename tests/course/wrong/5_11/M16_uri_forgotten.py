"""The function's asset has no URI: for Airflow it is another one than CATALOGUE."""

REQUIREMENT = "R1"
CHANGES = [("@asset(schedule=[INBOX], uri=CATALOGUE.uri,", "@asset(schedule=[INBOX],")]
