"""A batch is named by its day: all uploads of a day have one id."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [("{now:%Y%m%dT%H%M%S.%fZ}", "{now:%Y%m%d}")]
