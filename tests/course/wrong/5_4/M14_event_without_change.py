"""The producer announces a batch of nothing."""

REQUIREMENT = "R3"
CHANGES = [('raise AirflowSkipException("nothing changed, so there is nothing to tell")', "pass")]
