"""A real Airflow for one file: a fresh metadata database, the scheduler's own decisions, runs in this process.

Nobody waits here: a DAG that an asset should wake is run when, and only when, the scheduler's code makes a run for it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the table `asset_event`."""

    id: int
    asset: str
    extra: Mapping[str, Any]
    timestamp: datetime
    dag_id: str
    asset_extra: Mapping[str, Any] = field(default_factory=dict)
    """Of the asset itself, which is another thing than that of the event."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A DAG and an asset that it produces or is woken by."""

    dag_id: str
    asset: str
    uri: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a DAG as it ended."""

    dag_id: str
    run_id: str
    kind: str
    """`manual` or `asset_triggered`."""
    state: str
    tasks: Mapping[str, str]
    """State of each task."""
    consumed: tuple[int, ...]
    """Ids of the events that woke it."""
    returned: Mapping[str, Any]
    """Return value of each task that had one."""
    error: str
    """The last line of what a task raised."""

    @property
    def skipped(self) -> bool:
        return "skipped" in self.tasks.values() and "failed" not in self.tasks.values()


class Engine:
    """Airflow's database with the DAGs of one folder in it."""

    def __init__(self, folder: Path) -> None:
        from airflow.dag_processing.bundles.manager import DagBundlesManager
        from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
        from airflow.utils.db import initdb

        initdb()
        DagBundlesManager().sync_bundles_to_db()  # type: ignore[no-untyped-call]
        self.bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder")
        self.dags: dict[str, Any] = dict(self.bag.dags)
        for dag in self.dags.values():
            for task in dag.tasks:
                task.retries = 0  # a fault that is there stays there; nobody should wait for it
        if not self.bag.import_errors:
            sync_bag_to_db(self.bag, "dags-folder", None)
        self._error = ""

    def run(self, dag_id: str) -> Run:
        """Run a DAG as somebody would by hand."""
        with self._watched():
            done = self.dags[dag_id].test()
        return self._run(done)

    def replay(self, dag_id: str, events: Iterable[int]) -> Run:
        """Run a DAG with events that woke it before, as clearing its run does."""
        from airflow.models import dagrun
        from airflow.models.asset import AssetEvent
        from sqlalchemy import select

        make, wanted = dagrun.get_or_create_dagrun, list(events)

        def again(*, session: Any, **rest: Any) -> Any:
            run = make(session=session, **rest)
            run.consumed_asset_events.extend(session.scalars(select(AssetEvent).where(AssetEvent.id.in_(wanted))))
            session.commit()
            return run

        with self._watched(), mock.patch.object(dagrun, "get_or_create_dagrun", again):
            return self._run(self.dags[dag_id].test())

    def wake(self, dag_id: str) -> Run | None:
        """Let the scheduler decide; when it makes a run of that DAG, run it. A run of another DAG stays queued."""
        from airflow.models.dagrun import DagRun
        from airflow.utils.state import DagRunState
        from sqlalchemy import select

        self._schedule()
        with _session() as session:
            waiting = session.scalar(
                select(DagRun.id).where(DagRun.dag_id == dag_id, DagRun.state == DagRunState.QUEUED).order_by(DagRun.id)
            )
        if waiting is None:
            return None

        def scheduled(*, dag: Any, session: Any, **_: Any) -> Any:
            run = session.get(DagRun, waiting)
            run.dag, run.state = dag, DagRunState.RUNNING
            session.commit()
            return run

        with self._watched(), mock.patch("airflow.models.dagrun.get_or_create_dagrun", scheduled):
            return self._run(self.dags[dag_id].test(logical_date=None))

    def events(self, asset: str = "") -> list[Event]:
        """Rows of `asset_event`, oldest first; of one asset, or of all."""
        from airflow.models.asset import AssetEvent
        from sqlalchemy import select

        with _session() as session:
            rows = session.scalars(select(AssetEvent).order_by(AssetEvent.id))
            return [
                Event(
                    row.id,
                    row.name,
                    dict(row.extra or {}),
                    row.timestamp,
                    str(row.source_dag_id),
                    dict(row.asset.extra or {}),
                )
                for row in rows
                if asset in ("", row.name)
            ]

    def waiting(self, dag_id: str) -> list[str]:
        """Names of the assets in the queue of a DAG that no run has been made for."""
        from airflow.models.asset import AssetDagRunQueue, AssetModel
        from sqlalchemy import select

        with _session() as session:
            queued = select(AssetModel.name).join(AssetDagRunQueue, AssetDagRunQueue.asset_id == AssetModel.id)
            return list(session.scalars(queued.where(AssetDagRunQueue.target_dag_id == dag_id)))

    def wiring(self) -> tuple[list[Edge], list[Edge]]:
        """Which DAG produces which asset, and which is woken by which."""
        from airflow.models.asset import AssetModel, DagScheduleAssetReference, TaskOutletAssetReference
        from sqlalchemy import select

        def edges(reference: Any) -> list[Edge]:
            rows = select(reference.dag_id, AssetModel.name, AssetModel.uri).join(
                AssetModel, reference.asset_id == AssetModel.id
            )
            return sorted(Edge(*row) for row in session.execute(rows))

        with _session() as session:
            return edges(TaskOutletAssetReference), edges(DagScheduleAssetReference)

    def longest_xcom(self) -> tuple[int, str]:
        """Characters of the largest XCom so far, and the task that left it."""
        from airflow.models.xcom import XComModel
        from sqlalchemy import select

        with _session() as session:
            rows = [(len(str(row.value)), str(row.task_id)) for row in session.scalars(select(XComModel))]
        return max(rows, default=(0, ""))

    def _schedule(self) -> None:
        """One turn of the part of the scheduler that makes runs."""
        from airflow.jobs.job import Job
        from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
        from airflow.utils.sqlalchemy import prohibit_commit

        scheduler = SchedulerJobRunner(Job(), executors=[])  # type: ignore[no-untyped-call]
        with _session() as session, prohibit_commit(session) as guard:  # type: ignore[no-untyped-call]
            scheduler._create_dagruns_for_dags(guard, session)  # noqa: SLF001 - what it decides is the lesson

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """What a task raises is remembered; and `dag.test` would parse the folder again for every run."""
        from airflow.sdk.execution_time import supervisor

        run_task = supervisor.run_task_in_process

        def noting(*arguments: Any, **named: Any) -> Any:
            done = run_task(*arguments, **named)
            if isinstance(done.error, Exception):
                self._error = f"{type(done.error).__name__}: {done.error}".splitlines()[0]
            return done

        self._error = ""
        with (
            mock.patch("airflow.dag_processing.dagbag.sync_bag_to_db"),
            mock.patch("airflow.dag_processing.dagbag.BundleDagBag"),
            mock.patch.object(supervisor, "run_task_in_process", noting),
        ):
            yield

    def _run(self, done: Any) -> Run:
        from airflow.models.dagrun import DagRun
        from airflow.models.xcom import XComModel
        from sqlalchemy import select

        with _session() as session:
            run = session.scalars(
                select(DagRun).where(DagRun.run_id == done.run_id, DagRun.dag_id == done.dag_id)
            ).one()
            found = session.scalars(
                select(XComModel).where(
                    XComModel.dag_id == run.dag_id, XComModel.run_id == run.run_id, XComModel.key == "return_value"
                )
            )
            return Run(
                dag_id=run.dag_id,
                run_id=run.run_id,
                kind=str(run.run_type.value if hasattr(run.run_type, "value") else run.run_type),
                state=str(run.state),
                tasks={task.task_id: str(task.state) for task in run.get_task_instances(session=session)},
                consumed=tuple(sorted(event.id for event in run.consumed_asset_events)),
                returned={row.task_id: XComModel.deserialize_value(row) for row in found},
                error=self._error,
            )


@contextmanager
def _session() -> Iterator[Any]:
    from airflow import settings

    if settings.Session is None:
        raise RuntimeError("Airflow has not opened its database")
    with settings.Session() as session:
        yield session
