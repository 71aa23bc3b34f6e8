"""Days and moments as a person types them."""

from datetime import UTC, datetime

import pytest

from include.errors import SettingsError
from include.knowledge.moments import read_day, read_moment

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-03-01T12:00", "2026-03-01 12:00Z", "2026-03-01T14:00+02:00"])
def test_a_moment_is_in_utc_also_from_another_zone(text: str) -> None:
    assert read_moment(text) == NOON
    assert str(read_moment(text)).endswith("+00:00")


@pytest.mark.parametrize("text", ["tomorrow", "2026-02-31T12:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_moment_that_there_is_not_is_named_in_one_line(text: str) -> None:
    with pytest.raises(SettingsError, match="write it as 2026-03-01T12:00"):
        read_moment(text)


def test_nothing_typed_is_no_day_and_no_moment_and_a_day_that_there_is_not_is_named() -> None:
    assert read_day("") is read_moment(None) is None
    with pytest.raises(SettingsError, match="the day is '2026-02-31'"):
        read_day("2026-02-31")
