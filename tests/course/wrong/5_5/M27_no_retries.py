"""In the belief that Airflow tries again by itself."""

REQUIREMENT = "R3"
CHANGES = [("        retries=3,\n        retry_delay=timedelta(seconds=30),\n", "")]
