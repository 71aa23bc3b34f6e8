"""The statistics are logged for debugging: Airflow's log does not have them."""

REQUIREMENT = "R13"
CHANGES = [("log.info(", "log.debug(")]
