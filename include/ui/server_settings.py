"""Settings in the API server, where requests run side by side in one process."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from include.renewed import Renewed
from include.settings import Settings

if TYPE_CHECKING:
    from include.airflow_io.connections import Variables

CONNECTIONS = ("S3_CONNECTION", "QDRANT_CONNECTION", "EMBEDDING_CONNECTION", "FORMER_EMBEDDING_CONNECTION")
READ_SECONDS = 30
"""What a connection said holds for so long; reading it asks Airflow's database, and AWS where it names a role."""
HELD_SECONDS = 600
"""The same while requests follow without a pause: to assume a role anew, the variables of the last time must
be gone, and the credentials of a role live for 15 minutes at least."""
Names = tuple[str, ...]


class _Held:
    """Variables of the process, there for as long as any request needs them; the last one that leaves restores."""

    def __init__(self) -> None:
        self._read: Renewed[Variables] = Renewed(READ_SECONDS, former_seconds=HELD_SECONDS)
        self._lock = Lock()
        self._requests = 0
        self._now: tuple[Names, Variables, float] | None = None
        self._restored = ExitStack()

    @contextmanager
    def by_request(self, named: Names) -> Iterator[None]:
        from include.airflow_io.connections import connection_variables

        if not self._joined(named):
            self._put(named, self._read.get(connection_variables, named))
        try:
            yield
        finally:
            with self._lock:
                self._requests -= 1
                if not self._requests:
                    self._restored.close()
                    self._now = None

    def _joined(self, named: Names) -> bool:
        """Whether the variables are there already; then this request has them, too."""
        with self._lock:
            is_there = self._now is not None and self._now[0] == named
            if is_there and self._now and time.monotonic() - self._now[2] <= HELD_SECONDS:
                self._requests += 1
                return True
            return False

    def _put(self, named: Names, variables: "Variables") -> None:
        from include.airflow_io.connections import holding

        with self._lock:
            if self._now is None or self._now[1] is not variables:
                self._restored.enter_context(holding(variables))
                self._now = (named, variables, time.monotonic())
            self._requests += 1


_held = _Held()


@contextmanager
def server_settings() -> Iterator[Settings]:
    """Settings for one request.

    Where they come from an Airflow connection, it becomes variables of the process for as long as requests need them,
    as in a task; requests that run side by side share them, and none waits for another.

    Raises:
        SettingsError: a setting or a connection cannot be used.
    """
    named = tuple(os.environ.get(name, "").strip() for name in CONNECTIONS)
    if not any(named):
        yield Settings.from_environment()
        return
    with _held.by_request(named):
        yield Settings.from_environment()
