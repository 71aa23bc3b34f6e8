"""Days and moments as a person types them."""

from datetime import UTC, date, datetime

from include.errors import SettingsError


def read_day(text: str | None) -> date | None:
    """Returns a day; None where nothing was typed.

    Raises:
        SettingsError: it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"the day is {text!r}; write it as 2026-03-01") from None


def read_moment(text: str | None) -> datetime | None:
    """Returns a moment in UTC, also where none or another zone is named; None where nothing was typed.

    Raises:
        SettingsError: it is no moment.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the second: of the first or last day there is, in another zone
        raise SettingsError(f"the moment is {text!r}; write it as 2026-03-01T12:00") from None
