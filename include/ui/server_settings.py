"""Settings in the API server, where requests run side by side in one process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from include.settings import Settings

_one_at_a_time = Lock()
CONNECTIONS = ("S3_CONNECTION", "QDRANT_CONNECTION")


@contextmanager
def server_settings() -> Iterator[Settings]:
    """Settings for one request; where they come from an Airflow connection, one request after the other has them.

    A connection becomes variables of the process for as long as the request needs them, as in a task.

    Raises:
        SettingsError: a setting or a connection cannot be used.
    """
    if not any(os.environ.get(name, "").strip() for name in CONNECTIONS):
        yield Settings.from_environment()
        return
    from include.airflow_connections import connected

    with _one_at_a_time, connected():
        yield Settings.from_environment()
