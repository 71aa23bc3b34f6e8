"""`timedelta.seconds` leaves the days out."""

REQUIREMENT = "R4"
CHANGES = [("(end - start).total_seconds()", "float((end - start).seconds)")]
