"""A fresh metadata database: made once, copied for each Airflow, whoever asks for it and wherever."""

import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from include.course import fresh_database
from include.course.fresh_database import DatabaseError, copy_database


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """What was run to make one, in a project of one's own."""
    run, asked = subprocess.run, []

    def noted(command: Any, **how: Any) -> Any:
        asked.append(command)
        return run(command, **how)

    monkeypatch.setattr(fresh_database, "FOLDER", tmp_path / "data")
    monkeypatch.setattr(subprocess, "run", noted)
    return asked


def pools(database: Path) -> int:
    """So many pools a database has: Airflow makes one when the tables are there."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM slot_pool").fetchone()[0])


def test_of_several_that_want_one_at_once_one_makes_it_and_leaves_nothing_else(made: list[Any], tmp_path: Path) -> None:
    targets = [tmp_path / f"{number}.db" for number in range(4)]
    with ThreadPoolExecutor(len(targets)) as threads:
        list(threads.map(copy_database, targets))
    assert len(made) == 1
    assert [pools(target) for target in targets] == [1] * len(targets)
    assert {target.stat().st_mode & 0o777 for target in targets} == {0o600}
    assert {path.suffix for path in (tmp_path / "data").iterdir()} <= {".db", ".lock"}


def test_where_none_can_be_kept_one_is_made_all_the_same(made: list[Any], tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder", "utf-8")
    copy_database(tmp_path / "mine.db")
    assert pools(tmp_path / "mine.db") == 1


def test_that_airflow_cannot_make_one_is_one_line(
    made: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh_database, "MAKE", "raise SystemExit('no such table')")
    with pytest.raises(DatabaseError, match=r"^Airflow cannot make its database: no such table$"):
        copy_database(tmp_path / "mine.db")
    assert not (tmp_path / "mine.db").exists()
