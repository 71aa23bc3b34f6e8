"""The deadline counts from the logical date, which a run that an asset started does not have."""

REQUIREMENT = "R8"
CHANGES = [("DeadlineReference.DAGRUN_QUEUED_AT", "DeadlineReference.DAGRUN_LOGICAL_DATE")]
