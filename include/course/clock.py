"""Time in a check passes at once: what has happened becomes older, and a DAG's next time comes when the check says so.

The clock itself stays as it is, so a learner may ask it in any way. The times of what was before are moved back:
in the metadata database here, in the tables of the workshop by the scenario.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from include.course import metadata_database

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+\d\d:\d\d|Z)?")
FAR = timedelta(days=400)
"""So far ahead is put what should not come by itself, for instance at a full hour in the midst of a check."""
SECOND = timedelta(seconds=1)
MONDAY, WEEK = datetime(2026, 3, 2, tzinfo=UTC), timedelta(days=7)
"""A week like any other, in which schedules are looked at."""
FIRST_TWO, YEAR = 2, timedelta(days=365)
"""Of a clock that comes less often its first runs are looked at, two at least; of one that comes once, a year."""
NEXT = (
    "next_dagrun",
    "next_dagrun_create_after",
    "next_dagrun_data_interval_start",
    "next_dagrun_data_interval_end",
)


def grow_older(by: timedelta) -> None:
    """Every event, run, wake-up and deadline of the metadata database was that much earlier."""
    from airflow.models.asset import AssetDagRunQueue, AssetEvent, DagScheduleAssetReference
    from airflow.models.dagrun import DagRun
    from airflow.models.deadline import Deadline
    from sqlalchemy import select

    models: tuple[Any, ...] = (AssetEvent, AssetDagRunQueue, DagScheduleAssetReference, DagRun, Deadline)
    with metadata_database.session() as session:
        for model in models:
            for row in session.scalars(select(model)):
                _move(row, [column.key for column in model.__mapper__.column_attrs], -by)
        for event in session.scalars(select(AssetEvent)):
            event.extra = json.loads(earlier(json.dumps(event.extra), by))
        session.commit()


def earlier(text: str, by: timedelta) -> str:
    """A text with every time in it that much earlier."""
    return TIME.sub(lambda found: (datetime.fromisoformat(found[0]) - by).isoformat(), text)


def hold(due: str = "") -> None:
    """No DAG's next time comes by itself; that of `due`, if it has one, is now."""
    from airflow.models.dag import DagModel
    from sqlalchemy import select

    now = datetime.now(UTC)
    with metadata_database.session() as session:
        for dag in session.scalars(select(DagModel).where(DagModel.next_dagrun_create_after.is_not(None))):
            if dag.dag_id == due:
                _move(dag, NEXT, now - dag.next_dagrun_create_after - SECOND)  # SQLite's now has no fraction of one
            elif dag.next_dagrun_create_after < now + FAR / 2:
                _move(dag, NEXT, FAR)
        session.commit()


def timed() -> list[str]:
    """DAGs whose schedule has times."""
    from airflow.models.dag import DagModel
    from sqlalchemy import select

    with metadata_database.session() as session:
        return sorted(session.scalars(select(DagModel.dag_id).where(DagModel.next_dagrun_create_after.is_not(None))))


def gaps(dag_id: str, runs: int = FIRST_TWO) -> list[timedelta]:
    """The times between the runs that the clock starts in a week, or between its first so many where those take longer.

    Where it starts none there are none; where it comes once, a year is one.
    """
    import pendulum
    from airflow.models.serialized_dag import SerializedDagModel
    from airflow.timetables.base import TimeRestriction

    with metadata_database.session() as session:
        found = SerializedDagModel.get(dag_id, session=session)
        timetable = found.dag.timetable if found else None
    times, last = [MONDAY], None
    while timetable and (len(times) <= runs or times[-1] < MONDAY + WEEK):
        restriction = TimeRestriction(earliest=pendulum.instance(MONDAY), latest=None, catchup=True)
        info = timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)
        if info is None or (last and info.run_after <= times[-1]):
            break
        times.append(info.run_after)
        last = info.data_interval
    # Not the time before the first run: a timetable of intervals lets its first one pass.
    passed = [timedelta(seconds=(later - earlier).total_seconds()) for earlier, later in pairwise(times[1:])]
    return passed or [YEAR] * len(times[1:])


def pause(dag_id: str, paused: bool) -> None:
    """Pause a DAG, or un-pause it."""
    from airflow.models.dag import DagModel
    from sqlalchemy import update

    with metadata_database.session() as session:
        session.execute(update(DagModel).where(DagModel.dag_id == dag_id).values(is_paused=paused))
        session.commit()


def _move(row: Any, columns: Iterable[str], by: timedelta) -> None:
    for column in columns:
        value = getattr(row, column)
        if isinstance(value, datetime):
            setattr(row, column, value + by)
