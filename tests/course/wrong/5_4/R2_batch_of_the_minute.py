"""Three uploads within a minute are one batch."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [("{now:%Y%m%dT%H%M%S.%fZ}", "{now:%Y%m%dT%H%M}")]
