"""A running Airflow as an `Engine`: its own scheduler decides, its own workers run, the REST API tells."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from include.course.airflow_api import AirflowApi, LiveError
from include.course.evidence import Declared, Edge, Event, Run
from include.course.vector_numbers import count_components
from include.course.workshop import Workshop
from include.polling import Found, polled

RUN_SECONDS = 180
"""The longest wait for the end of a run."""
WAKE_SECONDS = 45
"""The longest wait for a run while events are in the queue; it takes a scheduler that is idle one second."""
POLL_SECONDS = 0.3
ENDED = ("success", "failed")


class LiveAirflow:
    """An `Engine`. Knows the learner's DAGs only, and what happened to them since it was made.

    Args:
        dags: their ids.
        pages: folder of the check's pages, below the uploads.
        retries: whether Airflow shall try failed tasks again; else their first failure is their end.
        aliases: outlets and schedules of the DAGs that are aliases, which the API does not tell.
    """

    def __init__(
        self,
        api: AirflowApi,
        dags: Iterable[str],
        workshop: Workshop,
        pages: str,
        retries: bool,
        aliases: tuple[list[Edge], list[Edge]],
    ) -> None:
        self.pages = pages
        self._aliases = aliases
        self._api, self._dags, self._workshop, self._retries = api, tuple(dags), workshop, retries
        newest = api.get("/assets/events", order_by="-timestamp", limit=1)["asset_events"]
        self._begun = newest[0]["timestamp"] if newest else "1970-01-01T00:00:00Z"  # by the clock of that Airflow
        before = ((dag, run) for dag in self._dags for run in self._woken(dag))
        self._seen = {(dag, run["dag_run_id"]) for dag, run in before if run["state"] in ENDED}
        self._given_up: set[str] = set()
        self._vectors = (0, "")

    def run(self, dag_id: str) -> Run:
        """Trigger a DAG and wait for the end of its run."""
        return self._ended(dag_id, self._api.post(f"/dags/{dag_id}/dagRuns", logical_date=None)["dag_run_id"])

    def wake(self, dag_id: str) -> Run | None:
        """Wait for the run that the scheduler makes of a DAG, and for its end; None when it makes none.

        What has been sent to a DAG is in its queue until the very moment when the scheduler makes its run. So the
        queue is read first: when it is empty and there is no new run after that, none will come. A queue with an
        asset that waits for another one is waited for once.
        """
        deadline = time.monotonic() + WAKE_SECONDS
        while True:
            queue = self._queue(dag_id)
            known = json.dumps(queue, sort_keys=True)
            for run in self._woken(dag_id):
                if (dag_id, run["dag_run_id"]) not in self._seen:
                    self._seen.add((dag_id, run["dag_run_id"]))
                    return self._ended(dag_id, run["dag_run_id"])
            if not queue or known in self._given_up:
                return None
            if time.monotonic() > deadline:
                self._given_up.add(known)
                return None
            time.sleep(POLL_SECONDS)

    def settle(self) -> None:
        """Wait until no run is going on and none is to come."""
        while sum(self.wake(dag) is not None for dag in self._dags):
            continue

    def replay(self, dag_id: str, events: Iterable[int]) -> Run:
        """Clear the run that these events woke; where they woke none, there is only a run by hand."""
        wanted = set(events)
        for run in reversed(self._woken(dag_id)):
            if wanted <= set(self._consumed(dag_id, run["dag_run_id"])):
                self._api.post(f"/dags/{dag_id}/dagRuns/{run['dag_run_id']}/clear", dry_run=False, only_failed=False)
                return self._ended(dag_id, run["dag_run_id"])
        return self.run(dag_id)

    @contextmanager
    def late(self, _dag_id: str) -> Iterator[None]:
        """Inside, whoever embeds is kept waiting by the model, so what is published meanwhile finds it at work.

        A paused DAG would not do: what is sent to it is not put into its queue, so it would never be coalesced
        there, and un-pausing it starts nothing.
        """
        with self._workshop.busy():
            yield

    def events(self, asset: str = "") -> list[Event]:
        """Events that the learner's DAGs sent, oldest first; of one asset, or of all."""
        extras = {row["id"]: row["extra"] or {} for row in self._assets()}
        rows = self._api.every("/assets/events", "asset_events", order_by="timestamp", timestamp_gt=self._begun)
        mine = [row for row in rows if row["source_dag_id"] in self._dags and asset in ("", row["name"])]
        return [_event(row, extras.get(row["asset_id"], {})) for row in sorted(mine, key=lambda row: int(row["id"]))]

    def waiting(self, dag_id: str) -> list[str]:
        """Names of the assets in the queue of a DAG that no run has been made for."""
        queued = {row["asset_id"] for row in self._queue(dag_id)}
        return [row["name"] for row in self._assets() if row["id"] in queued] if queued else []

    def wiring(self) -> tuple[list[Edge], list[Edge]]:
        """Which DAG produces which asset, and which is woken by which."""

        def edges(field: str) -> list[Edge]:
            found = ((reference["dag_id"], row) for row in assets for reference in row[field])
            return sorted(Edge(dag, row["name"], row["uri"]) for dag, row in found if dag in self._dags)

        assets = self._assets()
        return edges("producing_tasks"), edges("scheduled_dags")

    def dags(self) -> list[str]:
        """Ids of the learner's DAGs."""
        return list(self._dags)

    def declared(self) -> list[Declared]:
        """The assets of that Airflow: no other's have the names of an exercise."""
        return [Declared(row["name"], row["uri"], row["group"], row["extra"] or {}) for row in self._assets()]

    def log(self, run: Run) -> str:
        """What the tasks of a run wrote into their logs; empty where their worker does not show it."""
        where = f"/dags/{run.dag_id}/dagRuns/{run.run_id}"
        logs = (self._log(where, task, number) for task, number in run.tries.items() if number)
        return "\n".join(json.dumps(line) for lines in logs for line in lines)

    def aliases(self) -> tuple[list[Edge], list[Edge]]:
        """As `wiring`, of aliases: by the files, for the API does not tell the outlets of a task that are aliases."""
        return self._aliases

    def vectors_in_xcom(self) -> tuple[int, str]:
        """The most components of vectors that one XCom so far has, and the task that left it."""
        return self._vectors

    def _assets(self) -> list[dict[str, Any]]:
        return self._api.every("/assets", "assets")

    def _queue(self, dag_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._api.get(f"/dags/{dag_id}/assets/queuedEvents")["queued_events"]
        return found

    def _woken(self, dag_id: str) -> list[dict[str, Any]]:
        """Runs that events led to, oldest first; of an exercise that was tried very often, the last hundred."""
        found: list[dict[str, Any]] = self._api.get(
            f"/dags/{dag_id}/dagRuns", run_type="asset_triggered", order_by="-run_after", limit=100
        )["dag_runs"]
        return found[::-1]

    def _consumed(self, dag_id: str, run_id: str) -> tuple[int, ...]:
        events = self._api.get(f"/dags/{dag_id}/dagRuns/{run_id}/upstreamAssetEvents")["asset_events"]
        return tuple(sorted(int(event["id"]) for event in events))

    def _ended(self, dag_id: str, run_id: str) -> Run:
        """A run, once it has ended."""
        where = f"/dags/{dag_id}/dagRuns/{run_id}"

        def ended() -> Any:
            run = self._api.get(where)
            if run["state"] not in ENDED and not self._retries:
                self._fail_what_waits(where)
            return run if run["state"] in ENDED else None

        late = f"{run_id} of {dag_id} has not ended after {RUN_SECONDS} s; look at it in {self._api.url}"
        run = awaited(ended, RUN_SECONDS, f"{late}{self._api.proxy_hint}")
        tasks = self._api.every(f"{where}/taskInstances", "task_instances")
        returned = {task["task_id"]: self._xcoms(where, task["task_id"]).get("return_value") for task in tasks}
        return Run(
            dag_id=dag_id,
            run_id=run_id,
            kind=run["run_type"],
            state=run["state"],
            tasks={task["task_id"]: str(task["state"]) for task in tasks},
            consumed=self._consumed(dag_id, run_id) if run["run_type"] == "asset_triggered" else (),
            returned={name: value for name, value in returned.items() if value is not None},
            error=next((self._raised(where, task) for task in tasks if task["state"] == "failed"), ""),
            tries={task["task_id"]: task["try_number"] for task in tasks},
        )

    def _fail_what_waits(self, where: str) -> None:
        """A task that Airflow would try again in some minutes has shown what it does."""
        for task in self._api.get(f"{where}/taskInstances", state="up_for_retry")["task_instances"]:
            self._api.patch(f"{where}/taskInstances/{task['task_id']}", new_state="failed")

    def _xcoms(self, where: str, task: str) -> dict[str, Any]:
        entries = f"{where}/taskInstances/{task}/xcomEntries"
        found = {}
        for entry in self._api.every(entries, "xcom_entries"):
            value = found[entry["key"]] = self._api.get(f"{entries}/{entry['key']}", map_index=entry["map_index"])[
                "value"
            ]
            self._vectors = max(self._vectors, (count_components(value), task))
        return found

    def _raised(self, where: str, task: Mapping[str, Any]) -> str:
        """The exception in a task's log, as one line; empty when its worker does not show the log."""
        lines = self._log(where, task["task_id"], task["try_number"])
        raised = [error for line in lines for error in line.get("error_detail") or ()]
        if not raised:
            return ""
        text = f"{raised[0]['exc_type']}: {raised[0]['exc_value']}".splitlines()[0]
        return text.replace(f"{self.pages}/", "")

    def _log(self, where: str, task: str, number: int) -> list[dict[str, Any]]:
        """Lines of the log of a task's try."""
        log = self._api.get(f"{where}/taskInstances/{task}/logs/{number}", full_content=True)
        return [line for line in log["content"] if isinstance(line, dict)]


def awaited(condition: Callable[[], Found | None], seconds: float, otherwise: str) -> Found:
    """What a condition gives, once it gives something.

    Raises:
        LiveError: `otherwise`, when it gave nothing for so long.
    """
    if found := polled(condition, seconds, POLL_SECONDS):
        return found
    raise LiveError(otherwise)


def _event(row: Mapping[str, Any], asset_extra: Mapping[str, Any]) -> Event:
    moment = datetime.fromisoformat(row["timestamp"])
    return Event(row["id"], row["name"], row["extra"] or {}, moment, str(row["source_dag_id"]), asset_extra)
