"""The producer announces a batch of nothing."""

REQUIREMENT = "R3"
CHANGES_OF_FORMER = [('raise AirflowSkipException("nothing changed, so there is nothing to tell")', "pass")]
