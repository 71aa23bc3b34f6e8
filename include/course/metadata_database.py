"""Reading Airflow's metadata database: the rows that a check quotes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from include.course.evidence import Alert, Declared, Edge, Event, Run
from include.course.vector_numbers import count_components

RETURNED = "return_value"
"""Key of the XCom that a task returns."""


@contextmanager
def session() -> Iterator[Any]:
    """A session of the database that this process has opened."""
    from airflow import settings

    if settings.Session is None:
        raise RuntimeError("Airflow has not opened its database")
    with settings.Session() as opened:
        yield opened


def events(asset: str = "") -> list[Event]:
    """Rows of `asset_event`, oldest first; of one asset, or of all."""
    from airflow.models.asset import AssetEvent
    from sqlalchemy import select

    with session() as opened:
        rows = opened.scalars(select(AssetEvent).order_by(AssetEvent.id))
        return [_event(row) for row in rows if asset in ("", row.name)]


def _event(row: Any) -> Event:
    extra, asset_extra = dict(row.extra or {}), dict(row.asset.extra or {})
    return Event(row.id, row.name, extra, row.timestamp, str(row.source_dag_id), asset_extra)


def declared() -> list[Declared]:
    """The assets that DAGs produce or wait for."""
    from airflow.models.asset import AssetModel
    from sqlalchemy import select

    with session() as opened:
        rows = opened.scalars(select(AssetModel).order_by(AssetModel.id))
        return [Declared(row.name, row.uri, row.group, dict(row.extra or {})) for row in rows]


def ring(asset: str, extra: Mapping[str, Any]) -> None:
    """Create an event of an asset; whoever waits for it is told."""
    from airflow.assets.manager import AssetManager
    from airflow.models.asset import AssetModel
    from sqlalchemy import select

    with session() as opened:
        model = opened.scalars(select(AssetModel).where(AssetModel.name == asset)).one()
        AssetManager.register_asset_change(asset=model.to_serialized(), extra=dict(extra), session=opened)
        opened.commit()


def paused_dags() -> list[str]:
    """Ids of the DAGs that are paused."""
    from airflow.models.dag import DagModel
    from sqlalchemy import select

    with session() as opened:
        return sorted(opened.scalars(select(DagModel.dag_id).where(DagModel.is_paused)))


def queued_assets(dag_id: str) -> list[str]:
    """Names of the assets in the queue of a DAG that no run has been made for."""
    from airflow.models.asset import AssetDagRunQueue, AssetModel
    from sqlalchemy import select

    with session() as opened:
        queued = select(AssetModel.name).join(AssetDagRunQueue, AssetDagRunQueue.asset_id == AssetModel.id)
        return list(opened.scalars(queued.where(AssetDagRunQueue.target_dag_id == dag_id)))


def anything_queued() -> bool:
    """Whether an event has come that the scheduler has made no run for: without one it makes none, but by the clock."""
    from airflow.models.asset import AssetDagRunQueue, AssetPartitionDagRun
    from sqlalchemy import exists, or_, select

    waiting = or_(exists(select(AssetDagRunQueue)), exists().where(AssetPartitionDagRun.created_dag_run_id.is_(None)))
    with session() as opened:
        return bool(opened.scalar(select(waiting)))


def queued_run(dag_id: str) -> int | None:
    """Id of the oldest run of a DAG that waits for its start."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.state import DagRunState
    from sqlalchemy import select

    queued = select(DagRun.id).where(DagRun.dag_id == dag_id, DagRun.state == DagRunState.QUEUED).order_by(DagRun.id)
    with session() as opened:
        found: int | None = opened.scalar(queued)
    return found


def wiring() -> tuple[list[Edge], list[Edge]]:
    """Which DAG produces which asset, an edge for each task, and which is woken by which."""
    from airflow.models import asset
    from sqlalchemy import select

    model, by_name, by_uri = asset.AssetModel, asset.DagScheduleAssetNameReference, asset.DagScheduleAssetUriReference

    def edges(reference: Any, same: Any) -> list[Edge]:
        rows = select(reference.dag_id, model.name, model.uri).join(model, same)
        return sorted(Edge(*row) for row in opened.execute(rows))

    with session() as opened:
        outlets, schedules = asset.TaskOutletAssetReference, asset.DagScheduleAssetReference
        woken = edges(schedules, schedules.asset_id == model.id)
        woken += edges(by_name, by_name.name == model.name) + edges(by_uri, by_uri.uri == model.uri)
        return edges(outlets, outlets.asset_id == model.id), sorted({*woken})


def aliases() -> tuple[list[Edge], list[Edge]]:
    """Which DAG has a task with which alias as its outlet, and which is woken by which: edges without a URI."""
    from airflow.models.asset import AssetAliasModel, DagScheduleAssetAliasReference
    from airflow.models.serialized_dag import SerializedDagModel
    from sqlalchemy import select

    reference = DagScheduleAssetAliasReference
    woken = select(reference.dag_id, AssetAliasModel.name).join(
        AssetAliasModel, AssetAliasModel.id == reference.alias_id
    )
    with session() as opened:
        dags = {row.dag_id: row.dag for row in opened.scalars(select(SerializedDagModel))}
        schedules = [Edge(dag_id, name, "") for dag_id, name in opened.execute(woken)]
    outlets = [(dag_id, outlet) for dag_id, dag in dags.items() for task in dag.tasks for outlet in task.outlets]
    produced = [
        Edge(dag_id, outlet.name, "") for dag_id, outlet in outlets if type(outlet).__name__.endswith("AssetAlias")
    ]
    return sorted(produced), sorted(schedules)


def waits_for_itself(dag_id: str) -> bool:
    """Whether a task of a DAG waits for itself in other runs: there is one at a time, or it has a pool."""
    from airflow.models.pool import Pool

    return any(task.max_active_tis_per_dag == 1 or task.pool != Pool.DEFAULT_POOL_NAME for task in tasks(dag_id))


def tasks(dag_id: str) -> Sequence[Any]:
    """The tasks of a DAG as the scheduler knows them; none where there is no such DAG."""
    from airflow.models.serialized_dag import SerializedDagModel

    with session() as opened:
        found = SerializedDagModel.get(dag_id, session=opened)
        return found.dag.tasks if found else ()


def alerts() -> list[Alert]:
    """The deadline alerts of all DAGs."""
    from airflow.models.deadline_alert import DeadlineAlert
    from airflow.models.serialized_dag import SerializedDagModel
    from sqlalchemy import select

    declared = select(SerializedDagModel.dag_id, DeadlineAlert).join(
        SerializedDagModel, DeadlineAlert.serialized_dag_id == SerializedDagModel.id
    )
    with session() as opened:
        rows = opened.execute(declared).all()
        return [_alert(dag_id, alert) for dag_id, alert in rows]


def _alert(dag_id: str, row: Any) -> Alert:
    callback = _called(row.callback_def)
    arguments = callback.get("kwargs") or {}
    plain = arguments.get("__var", arguments)
    return Alert(dag_id, row.reference_class.__name__, str(callback.get("path", "")), plain)


def _called(callback: Any) -> dict[str, Any]:
    """What a serialized callback calls, by its import path, and with what: it lies some levels down."""
    if not isinstance(callback, dict):
        return {}
    return callback if "path" in callback else next(filter(None, map(_called, callback.values())), {})


def _deadlines(run: Any) -> tuple[float, ...]:
    return tuple((item.deadline_time - run.queued_at).total_seconds() for item in run.deadlines if run.queued_at)


def vectors_in_xcom() -> tuple[int, str]:
    """The most components of vectors that one XCom so far has, and the task that left it."""
    from airflow.models.xcom import XComModel
    from sqlalchemy import select

    with session() as opened:
        rows = [(count_components(row.value), str(row.task_id)) for row in opened.scalars(select(XComModel))]
    return max(rows, default=(0, ""))


def run_of(dag_id: str, run_id: str, error: str) -> Run:
    """A run as it ended, with what was seen to be raised in it."""
    from airflow.models.dagrun import DagRun
    from airflow.models.xcom import XComModel
    from sqlalchemy import select

    with session() as opened:
        run = opened.scalars(select(DagRun).where(DagRun.run_id == run_id, DagRun.dag_id == dag_id)).one()
        left = opened.scalars(select(XComModel).where(XComModel.dag_id == dag_id, XComModel.run_id == run_id))
        xcoms = {(row.task_id, row.key, row.map_index): XComModel.deserialize_value(row) for row in left}
        names = {(task, key, index): f"{task}.{key}" + f"[{index}]" * (index >= 0) for task, key, index in xcoms}
        tasks = run.get_task_instances(session=opened)
        return Run(
            dag_id=run.dag_id,
            run_id=run.run_id,
            kind=str(run.run_type.value if hasattr(run.run_type, "value") else run.run_type),
            state=str(run.state),
            tasks={task.task_id: str(task.state) for task in tasks},
            consumed=tuple(sorted(event.id for event in run.consumed_asset_events)),
            returned={task: value for (task, key, _), value in xcoms.items() if key == RETURNED},
            error=error,
            xcoms={names[place]: value for place, value in xcoms.items()},
            tries={task.task_id: int(task.try_number) for task in sorted(tasks, key=lambda task: task.try_number)},
            retries={task.task_id: int(task.max_tries) for task in tasks},
            deadlines=_deadlines(run),
        )


def failed(key: int, error: str) -> Run:
    """A run that could not begin, by its key: it has failed, and Airflow knows."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.state import DagRunState

    with session() as opened:
        run = opened.get(DagRun, key)
        run.set_state(DagRunState.FAILED)
        opened.commit()
        dag_id, run_id = str(run.dag_id), str(run.run_id)
    return run_of(dag_id, run_id, error)
