"""Waiting for what a running Airflow does."""

import time
from collections.abc import Callable
from typing import Any

from tools.local_airflow import LocalAirflow

WAIT_SECONDS = 240


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.2)
    raise AssertionError(f"{what} did not happen within {WAIT_SECONDS} s")


def finished(airflow: LocalAirflow, dag: str, run: str) -> dict[str, Any]:
    """The run, once it has ended."""

    def done() -> dict[str, Any] | None:
        found = airflow.get(f"/dags/{dag}/dagRuns/{run}")
        return found if found["state"] in ("success", "failed") else None

    return dict(wait_for(done, f"the end of {dag} {run}"))
