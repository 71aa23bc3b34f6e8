"""Each batch has the same id."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [('f"batch-{now:%Y%m%dT%H%M%S.%fZ}"', '"documents-upload"')]
