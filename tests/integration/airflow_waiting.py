"""Waiting for what a running Airflow does."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from tools import waiting
from tools.airflow_rest import ENDED
from tools.local_airflow import DAGS, LocalAirflow

WAIT_SECONDS = 600
"""Generous: a machine may have other things to do, and a slow thing is no fault."""
WOKEN = """
SELECT target_dag_id FROM asset_dag_run_queue UNION SELECT dag_id FROM dag_run WHERE state IN ('queued', 'running')
"""
"""DAGs with a run that has not ended, or that an event has woken and that have no run for it yet."""


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


def known(airflow: LocalAirflow, dag: str) -> dict[str, Any]:
    """A DAG, once Airflow has read its file."""

    def read() -> dict[str, Any] | None:
        found = airflow.get("/dags", dag_id_pattern=dag, limit=100)["dags"]
        return next((item for item in found if item["dag_id"] == dag), None)

    return dict(wait_for(read, f"reading {dag}"))


def is_quiet(airflow: LocalAirflow) -> bool:
    """Whether the chain of documents has nothing to do."""
    with closing(sqlite3.connect(f"file:{airflow.home}/airflow.db?mode=ro", uri=True, timeout=60)) as database:
        woken = {dag for (dag,) in database.execute(WOKEN)}
    return woken.isdisjoint(DAGS)


def quiet(airflow: LocalAirflow) -> LocalAirflow:
    """The same Airflow, once its chain has nothing left to do of what a test before has begun."""
    wait_for(lambda: is_quiet(airflow), "the end of every run")
    return airflow


class Since:
    """An Airflow as if it had begun now: what was there before is not seen."""

    def __init__(self, airflow: LocalAirflow) -> None:
        self.url = airflow.url
        self.task_log = airflow.task_log
        self._airflow = airflow
        self._event = max((event["id"] for event in airflow.events()), default=0)
        self._runs = {(run["dag_id"], run["dag_run_id"]) for run in airflow.runs()}

    def events(self) -> list[dict[str, Any]]:
        """Asset events, oldest first."""
        return self._airflow.events(after=self._event)

    def runs(self, dag: str = "") -> list[dict[str, Any]]:
        """Runs of a DAG, or of all, oldest first."""
        new = [run for run in self._airflow.runs() if (run["dag_id"], run["dag_run_id"]) not in self._runs]
        return [run for run in new if run["dag_id"] == (dag or run["dag_id"])]

    def named(self, *names: str) -> dict[str, dict[str, Any]]:
        """Metadata of the first event of each of these assets, in the order in which they came."""
        found: dict[str, dict[str, Any]] = {}
        for event in self.events():
            if event["name"] in names:
                found.setdefault(event["name"], event["extra"])
        return found
