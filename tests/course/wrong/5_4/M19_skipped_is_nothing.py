"""What was skipped is always said to be nothing."""

REQUIREMENT = "R9"
CHANGES_OF_FORMER = [("len((before.keys() & after.keys()) - written)", "0")]
