"""Each batch has the same id."""

REQUIREMENT = "R2"
CHANGES = [('f"batch-{now:%Y%m%dT%H%M%S.%fZ}"', '"documents-upload"')]
