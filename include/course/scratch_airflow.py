"""A real Airflow for one check: a fresh metadata database, the scheduler's own decisions, runs in this process.

Nobody waits here: a DAG that an asset should wake is run when, and only when, the scheduler's code makes a run for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from include.course import airflow_inside, clock, metadata_database, pauses
from include.course.evidence import Alert, Edge, Event, Run
from include.course.faults import ServiceAwayError


class ScratchAirflow:
    """An `EngineWithClock` and `EngineWithForms`: Airflow's database, there and empty, with the DAGs of one folder.

    Args:
        folder: with the learner's files.
        retries: let Airflow try a failed task again, at once; else a fault that is there stays there.
    """

    def __init__(self, folder: Path, retries: bool = False) -> None:
        from airflow.dag_processing.bundles.manager import DagBundlesManager
        from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db

        DagBundlesManager().sync_bundles_to_db()  # type: ignore[no-untyped-call]
        self.bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder")
        self.dags: dict[str, Any] = dict(self.bag.dags)
        self._pauses = {name: pauses.declared(dag, ServiceAwayError("away")) for name, dag in self.dags.items()}
        for dag in self.dags.values():
            for task in dag.tasks:
                _hurry(task, retries)
        if not self.bag.import_errors:  # after the above: a run that the scheduler makes takes its retries from there
            sync_bag_to_db(self.bag, "dags-folder", None)
        for dag in self.dags.values():  # the database has its alerts; `dag.test` cannot end a DAG that has them itself
            dag.deadline = None
        self._error = ""

    pages = ""

    def late(self, _dag_id: str) -> AbstractContextManager[None]:
        """Nobody runs here before `wake` says so: every consumer is late."""
        return nullcontext()

    def run(self, dag_id: str) -> Run:
        """Run a DAG as somebody would by hand."""
        return self.submit(dag_id, {})

    def tasks(self, dag_id: str) -> list[str]:
        """Ids of the tasks of a DAG; none where there is no such DAG."""
        return [task.task_id for task in self.dags[dag_id].tasks] if dag_id in self.dags else []

    def submit(self, dag_id: str, form: Mapping[str, Any], only: str = "") -> Run:
        """As `run`, with this in the form; the other tasks than `only`, if one is named, are marked as done."""
        from airflow.sdk.exceptions import ParamValidationError

        others = f"(?!{re.escape(only)}$).*" if only else None
        with self._watched():
            try:
                done = self.dags[dag_id].test(run_conf=dict(form) or None, mark_success_pattern=others)
            except ParamValidationError as error:  # no run is made, as when somebody triggers it so
                return Run(
                    dag_id, "no run", "manual", "failed", {}, (), {}, f"{type(error).__name__}: {error}".splitlines()[0]
                )
        return self._ended(done)

    def replay(self, dag_id: str, events: Iterable[int]) -> Run:
        """Run a DAG with events that woke it before, as clearing its run does."""
        with self._watched(), airflow_inside.run_with_events(list(events)):
            return self._ended(self.dags[dag_id].test())

    def wake(self, dag_id: str) -> Run | None:
        """Let the scheduler decide; when it makes a run of that DAG, run it. A run of another DAG stays queued."""
        return self._turn(dag_id, due="")

    def wake_by_time(self, dag_id: str) -> Run | None:
        """As `wake`, and the DAG's next time comes, if its schedule has times."""
        return self._turn(dag_id, due=dag_id)

    def _turn(self, dag_id: str, due: str) -> Run | None:
        clock.hold(due)
        airflow_inside.make_due_runs(metadata_database.session)
        waiting = metadata_database.queued_run(dag_id)
        if waiting is None:
            return None

        with self._watched(), airflow_inside.waiting_run(waiting):
            return self._ended(self.dags[dag_id].test(logical_date=None))

    @contextmanager
    def paused(self, dag_id: str) -> Iterator[None]:
        """Inside, somebody has paused the DAG."""
        clock.pause(dag_id, True)
        try:
            yield
        finally:
            clock.pause(dag_id, False)

    def pass_time(self, by: timedelta) -> None:
        """Everything that has happened so far was that much earlier."""
        clock.grow_older(by)

    def pause(self, dag_id: str) -> float:
        """Seconds that the learner lets Airflow wait before it tries again, while the model's service is away."""
        return self._pauses[dag_id]

    def longest_gap(self, dag_id: str) -> timedelta | None:
        """The longest time between two runs that the clock starts; None where it starts none."""
        return clock.longest_gap(dag_id)

    def alerts(self) -> list[Alert]:
        """The deadline alerts of all DAGs."""
        return metadata_database.alerts()

    def events(self, asset: str = "") -> list[Event]:
        """Rows of `asset_event`, oldest first; of one asset, or of all."""
        return metadata_database.events(asset)

    def waiting(self, dag_id: str) -> list[str]:
        """Names of the assets in the queue of a DAG that no run has been made for."""
        return metadata_database.queued_assets(dag_id)

    def wiring(self) -> tuple[list[Edge], list[Edge]]:
        """Which DAG produces which asset, and which is woken by which."""
        return metadata_database.wiring()

    def aliased(self) -> list[str]:
        """DAGs with a task whose outlet is an alias: for which asset it stands only a run shows."""
        return metadata_database.aliased()

    def longest_xcom(self) -> tuple[int, str]:
        """Characters of the largest XCom so far, and the task that left it."""
        return metadata_database.longest_xcom()

    def _ended(self, done: Any) -> Run:
        return metadata_database.run_of(done.dag_id, done.run_id, self._error)

    def _watched(self) -> AbstractContextManager[None]:
        """What a task raises is remembered."""
        self._error = ""

        def remember(error: Exception) -> None:
            self._error = f"{type(error).__name__}: {error}".splitlines()[0]

        return airflow_inside.watched(remember)


def _hurry(task: Any, retries: bool) -> None:
    """Let a task be tried again at once, or not at all. How often, and after what, stays as the learner says."""
    if not retries:
        task.retries = 0
        return
    task.retry_delay, task.retry_exponential_backoff = timedelta(0), 0
    if task.retry_policy is None:
        return
    decide = task.retry_policy.evaluate

    def at_once(*arguments: Any, **named: Any) -> Any:
        return replace(decide(*arguments, **named), retry_delay=None)

    task.retry_policy.evaluate = at_once
