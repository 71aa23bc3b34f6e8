"""Exercise 5.10: what Airflow has recorded of an incident, read from its database."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

LOCK_SECONDS = 60
AT_WORK = """
SELECT dag_id FROM dag WHERE NOT is_stale AND (dag_id IN (SELECT target_dag_id FROM asset_dag_run_queue)
OR dag_id IN (SELECT dag_id FROM dag_run WHERE state IN ('queued', 'running'))) ORDER BY dag_id
"""
"""DAGs with a run that has not ended, or with an event that no run has been made for yet; those of a file that is gone
never end.
"""
WOKEN = """
SELECT DISTINCT dag_run.dag_id FROM dagrun_asset_event JOIN dag_run ON dag_run.id = dagrun_asset_event.dag_run_id
WHERE dagrun_asset_event.event_id = ? ORDER BY dag_run.dag_id
"""
EVENTS = """
SELECT asset_event.id, asset.name, asset_event.timestamp, asset_event.extra, GROUP_CONCAT(dag_run.run_id, ', ')
FROM asset_event JOIN asset ON asset.id = asset_event.asset_id
LEFT JOIN dagrun_asset_event ON dagrun_asset_event.event_id = asset_event.id
LEFT JOIN dag_run ON dag_run.id = dagrun_asset_event.dag_run_id
GROUP BY asset_event.id ORDER BY asset_event.id
"""
INACTIVE = """
SELECT asset.name FROM asset JOIN task_outlet_asset_reference ON task_outlet_asset_reference.asset_id = asset.id
LEFT JOIN asset_active ON asset_active.name = asset.name AND asset_active.uri = asset.uri
WHERE asset_active.name IS NULL
"""
NEXT = ("next_dagrun", "next_dagrun_create_after", "next_dagrun_data_interval_start", "next_dagrun_data_interval_end")


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of an asset."""

    id: int
    asset: str
    at: datetime
    extra: str
    """As JSON."""
    woke: str
    """Ids of the runs that took it; empty where none did."""


class Record:
    """Reads Airflow's SQLite database beside the Airflow that writes it.

    Args:
        path: of the database.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def at_work(self) -> list[str]:
        """DAGs that have a run going on, or one to come for an event."""
        return [dag_id for (dag_id,) in self._rows(AT_WORK)]

    def woken_by(self, event: int) -> list[str]:
        """DAGs that an event has started a run of."""
        return [dag_id for (dag_id,) in self._rows(WOKEN, event)]

    def events(self) -> list[Recorded]:
        """Every event, oldest first."""
        rows = self._rows(EVENTS)
        return [Recorded(number, name, moment(at), extra, woke or "") for number, name, at, extra, woke in rows]

    def runs(self, dag_id: str) -> list[tuple[str, str, datetime]]:
        """Id, state and start of each run of a DAG, oldest first; one that waits has no start and is left out."""
        rows = self._rows(
            "SELECT run_id, state, start_date FROM dag_run WHERE dag_id = ? AND start_date IS NOT NULL ORDER BY id",
            dag_id,
        )
        return [(run, state, moment(start)) for run, state, start in rows]

    def task_states(self, dag_id: str) -> dict[str, tuple[str, int]]:
        """State of the last task of each run of a DAG and how often it was started, by the run."""
        rows = self._rows("SELECT run_id, state, try_number FROM task_instance WHERE dag_id = ?", dag_id)
        return {run: (state or "", tries) for run, state, tries in rows}

    def pauses(self, dag_id: str) -> list[datetime]:
        """When somebody paused a DAG or let it go on, as the audit log has it."""
        return [
            moment(at)
            for (at,) in self._rows("SELECT dttm FROM log WHERE dag_id = ? AND event = 'patch_dag' ORDER BY id", dag_id)
        ]

    def files(self) -> dict[str, tuple[str, datetime]]:
        """The file that each DAG was read from last, and when; not of those whose file is gone."""
        rows = self._rows("SELECT dag_id, relative_fileloc, last_parsed_time FROM dag WHERE NOT is_stale")
        return {dag_id: (file or "", moment(parsed)) for dag_id, file, parsed in rows}

    def inactive(self) -> list[str]:
        """Assets that a task produces and that Airflow does not know as alive: the task would fail."""
        return [name for (name,) in self._rows(INACTIVE)]

    def next_time_comes(self) -> None:
        """The next time of each DAG that has times comes now."""
        now = datetime.now(UTC)
        with self._open("rw") as database, database:
            for dag_id, *times in database.execute(f"SELECT dag_id, {', '.join(NEXT)} FROM dag").fetchall():  # noqa: S608 - our own names
                if times[1]:
                    by = moment(times[1]) - now + timedelta(seconds=1)  # SQLite's now has no fraction of a second
                    earlier = [time and f"{moment(time) - by:%Y-%m-%d %H:%M:%S.%f}" for time in times]
                    database.execute(
                        f"UPDATE dag SET {', '.join(f'{name} = ?' for name in NEXT)} WHERE dag_id = ?",  # noqa: S608
                        (*earlier, dag_id),
                    )

    def _rows(self, query: str, *values: Any) -> Sequence[tuple[Any, ...]]:
        with self._open("ro") as database:
            return database.execute(query, values).fetchall()

    @contextmanager
    def _open(self, mode: str) -> Iterator[sqlite3.Connection]:
        uri = f"{self.path.resolve().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS)) as database:
            yield database


def moment(text: str) -> datetime:
    """A time as SQLite has it, in UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
