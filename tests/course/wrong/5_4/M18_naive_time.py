"""A time without its zone."""

REQUIREMENT = "R2"
CHANGES = [("now = datetime.now(UTC)", "now = datetime.now()")]
