"""The REST API of an Airflow that a demo, a benchmark or a test has started."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from include.course.rest import PAGE, Rest

PATIENCE_SECONDS = 300
"""So long an Airflow that does not answer is asked again: on a busy machine its server may be slow, or be starting."""
SETTLED = timedelta(seconds=2)
ENDED = ("success", "failed")
"""States of a run that is over."""


class AirflowRest(Rest):
    """What can be asked and done there.

    Args:
        url: of the UI, on this machine.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url, direct=True, patience_seconds=PATIENCE_SECONDS)

    def get(self, path: str, **parameters: str | int) -> Any:
        """Answer of `GET /api/v2/…`."""
        return self.ask("GET", path, params=parameters)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Answer of `POST /api/v2/…`."""
        return self.ask("POST", path, json=dict(body))

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Answer of `PATCH /api/v2/…`."""
        return self.ask("PATCH", path, json=dict(body))

    def trigger(self, dag: str, conf: Mapping[str, Any] | None = None) -> str:
        """Start a DAG run; returns its id, which is given here: asked twice, it is one run."""
        run = f"manual__{datetime.now(UTC).isoformat()}_{uuid4().hex[:8]}"
        body = {"dag_run_id": run, "logical_date": None, "conf": dict(conf or {})}
        self.ask("POST", f"/dags/{dag}/dagRuns", done=(httpx.codes.CONFLICT,), json=body)
        return run

    def end_of(self, dag: str, run: str) -> str:
        """Returns the state of a run that has ended; empty before."""
        state = str(self.get(f"/dags/{dag}/dagRuns/{run}")["state"])
        return state if state in ENDED else ""

    def pause(self, dag: str, paused: bool = True) -> None:
        """Pause a DAG, or let it go on."""
        self.patch(f"/dags/{dag}", {"is_paused": paused})

    def once(self, path: str, **parameters: Any) -> Any:
        """Answer of `GET /api/v2/…`, without patience."""
        return self.answer_to(path, **parameters).raise_for_status().json()

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        """Returns asset events with a higher id than this, oldest first."""
        rows = self._newest("/assets/events", "asset_events", "-timestamp", lambda row: row["id"] > after)
        return [row for row in rows if row["id"] > after]

    def runs(self) -> list[dict[str, Any]]:
        """Returns DAG runs, oldest first."""
        return self._newest("/dags/~/dagRuns", "dag_runs", "-run_after", lambda _: True)

    def token(self, user: str) -> str:
        """For the header `Authorization: Bearer …`."""
        return str(self.log_in(user, user).raise_for_status().json()["access_token"])

    def questions(self) -> list[dict[str, Any]]:
        """Returns Required Actions that wait for an answer. Airflow 3.3.2 loses one that comes in the first second."""
        found = self.get("/dags/~/dagRuns/~/hitlDetails", response_received="false")["hitl_details"]
        waiting = [item for item in found if item["task_instance"]["state"] == "awaiting_input"]
        return [item for item in waiting if datetime.now(UTC) - datetime.fromisoformat(item["created_at"]) > SETTLED]

    def answer(self, run: str, option: str) -> None:
        """Answer what a run asks, if it asks. To be called until the run has ended: what is lost is asked again."""
        for item in self.questions():
            task = item["task_instance"]
            if task["dag_run_id"] == run:
                path = f"/dags/{task['dag_id']}/dagRuns/{run}/taskInstances/{task['task_id']}/-1/hitlDetails"
                body = {"chosen_options": [option], "params_input": {}}
                self.ask("PATCH", path, done=(httpx.codes.CONFLICT,), json=body)

    def _newest(
        self, path: str, field: str, order: str, wanted: Callable[[dict[str, Any]], bool]
    ) -> list[dict[str, Any]]:
        """Rows of all pages, up to one whose last row is not wanted, oldest first."""
        rows: dict[Any, dict[str, Any]] = {}
        for offset in count(step=PAGE):
            page = self.get(path, order_by=order, limit=PAGE, offset=offset)[field]
            rows |= {row.get("id") or (row["dag_id"], row["dag_run_id"]): row for row in page}
            if len(page) < PAGE or not wanted(page[-1]):
                break
        return list(reversed(rows.values()))
