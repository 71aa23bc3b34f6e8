"""All that the checker takes from Airflow's inside: what is private there, and what is replaced while a DAG is played.

No public interface lets a scheduler make its runs once, or `dag.test` use a run that is there already. `changed` says
what another version of Airflow has changed; a test calls it.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

REPLACED = {
    "airflow.models.dagrun": ("get_or_create_dagrun",),
    "airflow.dag_processing.dagbag": ("BundleDagBag", "sync_bag_to_db"),
    "airflow.serialization.definitions.dag": ("SerializedDAG",),
    "airflow.sdk.execution_time.supervisor": ("run_task_in_process",),
}
"""What `dag.test` imports when it is called, by module: so a replacement in that module is what it gets."""


def follow_environment() -> None:
    """From now on a connection is opened to the database that Airflow's variables name at that moment.

    So a forked process works on its own database with the statements that this one has compiled. With an engine of its
    own it would compile each of them anew, which took a sixth of a run.
    """
    from airflow import settings
    from sqlalchemy import event, make_url

    def there(dialect: Any, _record: Any, arguments: list[Any], _named: Any) -> None:
        arguments[:] = dialect.create_connect_args(make_url(str(settings.SQL_ALCHEMY_CONN)))[0]

    if settings.Session is None or settings.engine is None or settings.async_engine is None:
        raise RuntimeError("Airflow has not opened its database")
    settings.Session.remove()
    for engine in (settings.engine, settings.async_engine.sync_engine):
        event.listen(engine, "do_connect", there)
        engine.dispose()


def make_due_runs(open_session: Callable[[], Any]) -> None:
    """One turn of the part of the scheduler that makes runs, in a session of the metadata database."""
    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
    from airflow.models.dag import DagModel
    from airflow.utils.sqlalchemy import prohibit_commit
    from sqlalchemy import select

    scheduler = SchedulerJobRunner(Job(), executors=[])  # type: ignore[no-untyped-call]
    with open_session() as session, prohibit_commit(session) as guard:  # type: ignore[no-untyped-call]
        for dag in session.scalars(select(DagModel)):  # that a run has ended is noted in a part not played here
            scheduler._set_exceeds_max_active_runs(dag_model=dag, session=session)  # noqa: SLF001
        session.flush()
        scheduler._create_dagruns_for_dags(guard, session)  # noqa: SLF001 - what it decides is the lesson


@contextmanager
def run_with_events(events: list[int]) -> Iterator[None]:
    """Inside, a run that `dag.test` makes has consumed these events."""
    from airflow.models import dagrun
    from airflow.models.asset import AssetEvent
    from sqlalchemy import select

    make = dagrun.get_or_create_dagrun

    def again(*, session: Any, **rest: Any) -> Any:
        run = make(session=session, **rest)
        run.consumed_asset_events.extend(session.scalars(select(AssetEvent).where(AssetEvent.id.in_(events))))
        session.commit()
        return run

    with mock.patch.object(dagrun, "get_or_create_dagrun", again):
        yield


@contextmanager
def waiting_run(key: Any) -> Iterator[None]:
    """Inside, `dag.test` makes no run but takes the one that the scheduler has made, by its key in the database."""
    from airflow.models import dagrun
    from airflow.utils.state import DagRunState

    def scheduled(*, dag: Any, session: Any, **_: Any) -> Any:
        run = session.get(dagrun.DagRun, key)
        run.dag, run.state = dag, DagRunState.RUNNING
        session.commit()
        return run

    with mock.patch.object(dagrun, "get_or_create_dagrun", scheduled):
        yield


@contextmanager
def watched(note: Callable[[str], None], again: Callable[[Any], Any]) -> Iterator[None]:
    """Inside, the last line of what a task raises is noted; `dag.test` does not parse the folder for every run.

    It does not clear the tasks of former runs either: for a run without a logical date it would do that to all of them.

    Args:
        again: what is run in the place of a task.
    """
    from airflow.dag_processing import dagbag
    from airflow.sdk.execution_time import supervisor
    from airflow.serialization.definitions.dag import SerializedDAG

    run_task, bag = supervisor.run_task_in_process, dagbag.BundleDagBag

    def noting(ti: Any, task: Any, **named: Any) -> Any:
        with mock.patch.object(dagbag, "BundleDagBag", bag):
            fresh = again(task)
        done = run_task(ti=ti, task=fresh, **named)
        if isinstance(done.error, Exception):
            note(f"{type(done.error).__name__}: {done.error}".splitlines()[0])
        return done

    with (
        mock.patch.object(dagbag, "sync_bag_to_db"),
        mock.patch.object(dagbag, "BundleDagBag"),
        mock.patch.object(SerializedDAG, "clear_dags"),
        mock.patch.object(supervisor, "run_task_in_process", noting),
    ):
        yield


def changed() -> list[str]:
    """What is not as it is known here, a sentence each."""
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
    from airflow.models.dagrun import get_or_create_dagrun
    from airflow.sdk.definitions import dag

    found = []
    for owner, name, needed in (
        (SchedulerJobRunner, "_create_dagruns_for_dags", ["self", "guard", "session"]),
        (SchedulerJobRunner, "_set_exceeds_max_active_runs", ["self", "dag_model", "session"]),
    ):
        known = getattr(owner, name, None)
        if known is None:
            found.append(f"the scheduler has no {name}")
        elif (takes := _needed(known)) != needed:
            found.append(f"the scheduler's {name} takes {takes}, not {needed}")
    if not {"dag", "session"} <= set(_needed(get_or_create_dagrun)):
        found.append("get_or_create_dagrun takes no dag or no session by name")
    source = inspect.getsource(dag)
    for module, names in REPLACED.items():
        found += [
            f"dag.test does not import {name} from {module} when it is called"
            for name in names
            if not re.search(rf"^ +from {re.escape(module)} import .*\b{name}\b", source, re.MULTILINE)
        ]
    return found


def _needed(function: Callable[..., Any]) -> list[str]:
    """Names of what a function cannot do without."""
    parameters = inspect.signature(function).parameters.values()
    return [parameter.name for parameter in parameters if parameter.default is parameter.empty]
