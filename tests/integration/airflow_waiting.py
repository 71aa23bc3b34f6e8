"""Waiting for what a running Airflow does."""

from collections.abc import Callable
from typing import Any

from tools import waiting
from tools.airflow_rest import ENDED
from tools.local_airflow import LocalAirflow

WAIT_SECONDS = 240


def wait_for(condition: Callable[[], Any], what: str, seconds: float = WAIT_SECONDS) -> Any:
    return waiting.wait_for(condition, what, seconds)


def finished(
    airflow: LocalAirflow, dag: str, run: str, seconds: float = WAIT_SECONDS, option: str = ""
) -> dict[str, Any]:
    """The run, once it has ended; whatever it asks is answered with the option."""

    def done() -> dict[str, Any] | None:
        if option:
            airflow.answer(run, option)
        found = airflow.get(f"/dags/{dag}/dagRuns/{run}")
        return found if found["state"] in ENDED else None

    return dict(wait_for(done, f"the end of {dag} {run}", seconds))
