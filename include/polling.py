"""Waiting for what something else does, by asking again and again."""

from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def polled(condition: Callable[[], Found], seconds: float, every: float = 0.3) -> Found | None:
    """Returns what a condition gives, once that is something; None where it gave nothing for so long.

    Args:
        condition: asked at least once; what it raises is raised.
        seconds: after so many nobody asks again.
        every: seconds between two questions.
    """
    from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

    return Retrying(
        retry=retry_if_result(lambda found: not found),
        stop=stop_after_delay(seconds),
        wait=wait_fixed(every),
        retry_error_callback=lambda _last: None,  # or tenacity raises an error of its own
    )(condition)
