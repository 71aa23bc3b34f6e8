"""Waiting for what another process does."""

import time
from collections.abc import Callable
from typing import TypeVar

WAIT_SECONDS = 600
T = TypeVar("T")


class TooLongError(Exception):
    """It did not happen in time; the message says what."""


def wait_for(condition: Callable[[], T], what: str, seconds: float = WAIT_SECONDS) -> T:
    """Waits until a value is true, and returns it.

    Raises:
        TooLongError: it did not become true in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.3)
    raise TooLongError(f"{what} did not come within {seconds:g} s")
