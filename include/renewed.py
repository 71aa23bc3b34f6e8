"""A value that many threads share and one of them makes anew, without a lock that the others would wait for."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Made(Generic[Value]):
    """A value, what it was made from, and when on the monotonic clock."""

    key: object
    value: Value
    seconds: float


class Renewed(Generic[Value]):
    """Who finds the value too old, or made from something else, makes it; the lock is held for bookkeeping only.

    Args:
        seconds: after so long it is made anew.
        former_seconds: while one makes it, the others go on with the former value unless it is older than this; then
            they wait for the new one. 0: they always wait.
    """

    def __init__(self, seconds: float = float("inf"), former_seconds: float = 0.0) -> None:
        self._seconds, self._former_seconds = seconds, former_seconds
        self._lock = Lock()
        self._made: _Made[Value] | None = None
        self._making: tuple[object, Future[Value]] | None = None

    def get(self, make: Callable[[], Value], key: object = None) -> Value:
        """Returns the value for a key; whatever `make` raises is raised to everybody who waits for it, and not kept.

        Args:
            make: the value for this key.
            key: what it is made from.
        """
        future: Future[Value] = Future()
        with self._lock:
            made, now = self._made, time.monotonic()
            if made and made.key == key and now - made.seconds <= self._seconds:
                return made.value
            if self._making and self._making[0] == key:
                if made and now - made.seconds <= self._former_seconds:
                    return made.value
                other = self._making[1]
            else:
                other, self._making = None, (key, future)
        return other.result() if other else self._make(make, key, future)

    def _make(self, make: Callable[[], Value], key: object, future: Future[Value]) -> Value:
        try:
            value = make()
        except BaseException as error:
            self._end(future, None)
            future.set_exception(error)
            raise
        self._end(future, _Made(key, value, time.monotonic()))
        future.set_result(value)
        return value

    def _end(self, future: Future[Value], made: _Made[Value] | None) -> None:
        """A value that was overtaken by one for another key is for those who asked for it only."""
        with self._lock:
            if self._making and self._making[1] is future:
                self._making = None
                self._made = made or self._made
