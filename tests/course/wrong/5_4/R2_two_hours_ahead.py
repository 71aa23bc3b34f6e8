"""A time with a zone, and not in UTC."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    ("from datetime import UTC, datetime", "from datetime import UTC, datetime, timedelta, timezone"),
    ("now = datetime.now(UTC)", "now = datetime.now(timezone(timedelta(hours=2)))"),
]
