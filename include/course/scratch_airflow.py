"""A real Airflow for one check: a fresh metadata database, the scheduler's own decisions, each run a fresh process.

Nobody waits here: a DAG that an asset should wake is run when, and only when, the scheduler's code makes a run for it.
"""

import math
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from include.course import airflow_inside, clock, metadata_database, observing, runs
from include.course.evidence import Alert, Declared, Edge, Event, Observed, Run
from include.course.forked_jobs import do
from include.course.parsing import parse
from include.polling import polled

LOOK_SECONDS = 0.05
"""Between two looks whether a run is at work."""


class ScratchAirflow:
    """An `EngineWithWatchers` and `EngineWithForms`: Airflow's database, there and empty, with the DAGs of one folder.

    Args:
        parents: addresses of what forks the processes; one after the other has its turn.
        folder: with the learner's files.
        retries: let Airflow try a failed task again, at once; else a fault that is there stays there.
    """

    def __init__(self, parents: Sequence[str], folder: str, retries: bool = False) -> None:
        self._parents = cycle(parents)
        self._files: dict[str, Any] = {"folder": folder, "retries": retries}
        found = self._do(parse, **self._files)
        self._tasks: dict[str, list[str]] = found["dags"]
        self.forms: dict[str, list[str]] = found["forms"]
        self._pauses: dict[str, float] = found["pauses"]
        self._delayed: frozenset[str] = frozenset()
        self._logs: dict[tuple[str, str], str] = {}
        self.import_errors: list[str] = found["errors"]
        self.parsed_with: list[str] = found["did"]

    pages = ""

    def parse_again(self) -> list[str]:
        """What reading the files does beside, as they are read again after the last run."""
        did: list[str] = self._do(parse, **self._files)["did"]
        return did

    def late(self, _dag_id: str) -> AbstractContextManager[None]:
        """Nobody runs here before `wake` says so: every consumer is late."""
        return nullcontext()

    def run(self, dag_id: str) -> Run:
        """Run a DAG as somebody would by hand."""
        return self._run(dag_id)

    def tasks(self, dag_id: str) -> list[str]:
        """Ids of the tasks of a DAG; none where there is no such DAG."""
        return self._tasks.get(dag_id, [])

    def submit(self, dag_id: str, form: Mapping[str, Any], only: str = "") -> Run:
        """As `run`, with this in the form; the other tasks than `only`, if one is named, are marked as done."""
        return self._run(dag_id, form=dict(form), only=only)

    def replay(self, dag_id: str, events: Iterable[int]) -> Run:
        """Run a DAG with events that woke it before, as clearing its run does."""
        return self._run(dag_id, events=list(events))

    def wake(self, dag_id: str) -> Run | None:
        """Let the scheduler decide; when it makes a run of that DAG, run it. A run of another DAG stays queued."""
        return self._turn(dag_id, due="")

    def wake_by_time(self, dag_id: str) -> Run | None:
        """As `wake`, and the DAG's next time comes, if its schedule has times."""
        return self._turn(dag_id, due=dag_id)

    def wake_beside(self, dag_id: str, at_work: Callable[[], bool], change: Callable[[], object]) -> Run | None:
        """As `wake`; something happens while the run is at work, if it does not end before."""
        waiting = self._scheduled(dag_id, due="")
        if waiting is None:
            return None
        with ThreadPoolExecutor(1) as beside:
            ended = beside.submit(self._do, runs.run, dag_id=dag_id, waiting=waiting, **self._files)
            polled(lambda: ended.done() or at_work(), math.inf, LOOK_SECONDS)
            if not ended.done():
                change()
        return self._seen(dag_id, waiting, ended.result())

    def waits_for_itself(self, dag_id: str) -> bool:
        """Whether a task of a DAG waits for itself in other runs."""
        return metadata_database.waits_for_itself(dag_id)

    def waits_for_former(self, dag_id: str) -> bool:
        """Whether a task of a DAG that has failed keeps it from beginning in later runs, until somebody clears it."""
        return any(task.depends_on_past for task in metadata_database.tasks(dag_id))

    def _turn(self, dag_id: str, due: str) -> Run | None:
        waiting = self._scheduled(dag_id, due)
        return None if waiting is None else self._run(dag_id, waiting=waiting)

    def _scheduled(self, dag_id: str, due: str) -> int | None:
        """Key of the run that the scheduler has made of a DAG; None where it made none."""
        clock.hold(due)
        if due or metadata_database.anything_queued():
            self._make_due_runs()
        return metadata_database.queued_run(dag_id)

    def _make_due_runs(self) -> None:
        with ExitStack() as others:
            for dag_id in self._delayed:  # no event comes meanwhile: a DAG that is paused then would not hear of it
                others.enter_context(self.paused(dag_id))
            airflow_inside.make_due_runs(metadata_database.session)

    @contextmanager
    def delayed(self, dag_ids: Iterable[str]) -> Iterator[None]:
        """Inside, the scheduler has no time for these DAGs: what wakes them waits in their queues."""
        self._delayed = frozenset(dag_ids)
        try:
            yield
        finally:
            self._delayed = frozenset()
            next(self._parents)  # a turn that they missed: runs before and after it have another hash seed

    @contextmanager
    def paused(self, dag_id: str) -> Iterator[None]:
        """Inside, somebody has paused the DAG."""
        clock.pause(dag_id, True)
        try:
            yield
        finally:
            clock.pause(dag_id, False)

    def unpause(self, dag_id: str) -> None:
        """A DAG is not paused any more, as when somebody has un-paused it."""
        clock.pause(dag_id, False)

    def pass_time(self, by: timedelta) -> None:
        """Everything that has happened so far was that much earlier."""
        clock.grow_older(by)

    def observe(self, asset: str, uploads: Path, moves: Sequence[Mapping[str, Any]], dies: bool = False) -> Observed:
        """Start the trigger that watches an asset, and end it after the last of these moves."""
        what = {"asset": asset, "uploads": str(uploads), "moves": list(moves), "dies": dies}
        found = self._do(observing.observe, folder=self._files["folder"], **what)
        return Observed(found["path"], found["error"], tuple(map(tuple, found["told"])))

    def paused_dags(self) -> list[str]:
        """Ids of the DAGs that are paused now."""
        return metadata_database.paused_dags()

    def ring(self, asset: str, extra: Mapping[str, Any]) -> None:
        """Create an event of an asset, as anybody may do in the UI, and as a triggerer does."""
        metadata_database.ring(asset, extra)

    def timed(self) -> list[str]:
        """DAGs that the clock starts, alone or beside assets."""
        return clock.timed()

    def pause(self, dag_id: str) -> float:
        """Seconds that the learner lets Airflow wait before it tries again, while the model's service is away."""
        return self._pauses[dag_id]

    def gaps(self, dag_id: str, runs: int = clock.FIRST_TWO) -> list[timedelta]:
        """The times between the first so many runs that the clock starts, or all of a week."""
        return clock.gaps(dag_id, runs)

    def alerts(self) -> list[Alert]:
        """The deadline alerts of all DAGs."""
        return metadata_database.alerts()

    def events(self, asset: str = "") -> list[Event]:
        """Rows of `asset_event`, oldest first; of one asset, or of all."""
        return metadata_database.events(asset)

    def waiting(self, dag_id: str) -> list[str]:
        """Names of the assets in the queue of a DAG that no run has been made for."""
        return metadata_database.queued_assets(dag_id)

    def dags(self) -> list[str]:
        """Ids of the learner's DAGs."""
        return list(self._tasks)

    def declared(self) -> list[Declared]:
        """The assets that the learner's DAGs produce or wait for."""
        return metadata_database.declared()

    def log(self, run: Run) -> str:
        """What the tasks of a run wrote into their logs."""
        return self._logs.get((run.dag_id, run.run_id), "")

    def wiring(self) -> tuple[list[Edge], list[Edge]]:
        """Which DAG produces which asset, and which is woken by which."""
        return metadata_database.wiring()

    def aliases(self) -> tuple[list[Edge], list[Edge]]:
        """As `wiring`, of aliases: for which asset one stands only a run shows."""
        return metadata_database.aliases()

    def vectors_in_xcom(self) -> tuple[int, str]:
        """The most components of vectors that one XCom so far has, and the task that left it."""
        return metadata_database.vectors_in_xcom()

    def _run(self, dag_id: str, waiting: int | None = None, **how: Any) -> Run:
        return self._seen(dag_id, waiting, self._do(runs.run, dag_id=dag_id, waiting=waiting, **self._files, **how))

    def _seen(self, dag_id: str, waiting: int | None, done: dict[str, str]) -> Run:
        """A run that has ended, as the database has it."""
        if done["run_id"]:
            self._logs[dag_id, done["run_id"]] = done["log"]
            return metadata_database.run_of(dag_id, done["run_id"], done["error"])
        if waiting is not None:
            return metadata_database.failed(waiting, done["error"])
        return Run(dag_id, "no run", "manual", "failed", {}, (), {}, done["error"])

    def _do(self, job: Any, **named: Any) -> Any:
        return do(next(self._parents), job, os.environ, sys.stdout.fileno(), **named)
