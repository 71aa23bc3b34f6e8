"""What is told of an Airflow whose test failed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from include.course.fresh_database import copy_database
from tests.airflow_told import told


def insert(database: sqlite3.Connection, table: str, **values: object) -> None:
    """A row; what it must have and nobody says is empty."""
    columns = database.execute(f"PRAGMA table_info({table})").fetchall()
    row = {name: "" for _, name, _, needed, default, _ in columns if needed and default is None} | values
    named = ", ".join(f'"{name}"' for name in row)
    database.execute(f"INSERT INTO {table} ({named}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def test_tasks_that_did_not_simply_go_well_are_told_with_their_last_lines(tmp_path: Path) -> None:
    copy_database(tmp_path / "airflow.db")
    with closing(sqlite3.connect(tmp_path / "airflow.db")) as database, database:
        insert(database, "asset", id=1, name="documents")
        insert(database, "asset_event", id=1, asset_id=1, timestamp="2026-03-01 08:00:00")
        for task, state, attempt in (("went_well", "success", 1), ("did_not", "up_for_retry", 3)):
            insert(
                database,
                "task_instance",
                id=task,
                dag_id="d",
                run_id="r",
                task_id=task,
                state=state,
                try_number=attempt,
            )
    log = tmp_path / "logs" / "dag_id=d" / "run_id=r" / "task_id=did_not" / "attempt=3.log"
    log.parent.mkdir(parents=True)
    log.write_text("the store does not answer\n")
    assert told(tmp_path) == [
        "1 events of documents, the last at 2026-03-01 08:00:00",
        "up_for_retry, try 3: d r did_not",
        "    the store does not answer",
    ]


def test_where_nothing_can_be_looked_at_that_is_told_and_nothing_raised(tmp_path: Path) -> None:
    (line,) = told(tmp_path)
    assert "cannot be looked at" in line
