"""A time without its zone."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [("now = datetime.now(UTC)", "now = datetime.now()")]
