"""Waiting for what another process does."""

from collections.abc import Callable
from typing import TypeVar

from include.polling import polled

WAIT_SECONDS = 600
T = TypeVar("T")


class TooLongError(Exception):
    """It did not happen in time; the message says what."""


def wait_for(condition: Callable[[], T], what: str, seconds: float = WAIT_SECONDS) -> T:
    """Waits until a value is true, and returns it.

    Raises:
        TooLongError: it did not become true in time.
    """
    if found := polled(condition, seconds):
        return found
    raise TooLongError(f"{what} did not come within {seconds:g} s")
