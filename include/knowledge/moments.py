"""Days and moments as a person types them."""

from datetime import UTC, date, datetime

from include.errors import SettingsError


def read_day(text: str | None) -> date | None:
    """A day; None where nothing was typed.

    Raises:
        SettingsError: it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"the day is {text!r}; write it as 2026-03-01") from None


def read_moment(text: str | None) -> datetime | None:
    """A moment, UTC where no other zone is named; None where nothing was typed.

    Raises:
        SettingsError: it is no moment.
    """
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"the moment is {text!r}; write it as 2026-03-01T12:00") from None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
