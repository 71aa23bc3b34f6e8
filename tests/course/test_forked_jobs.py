"""Each job of a check has a process of its own, forked from one that has Airflow loaded."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from include.course import check, forked_jobs
from include.course.forked_jobs import JobError, WarmParent, do, warm_parents
from include.course.fresh_database import copy_database
from include.course.parsing import parse
from tests.course.jobs import KEPT, die, hash_of, own_process, remember, wait


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    copy_database(tmp_path / "airflow.db")
    return check._environment(tmp_path)


@pytest.fixture
def output(tmp_path: Path) -> Iterator[int]:
    with (tmp_path / "log").open("w") as log:
        yield log.fileno()


def test_what_a_job_leaves_in_a_module_the_next_one_does_not_see(environment: dict[str, str], output: int) -> None:
    address = warm_parents()[0].address
    assert do(address, remember, environment, output, number=1) == [1]
    assert do(address, remember, environment, output, number=2) == [2]
    assert KEPT == []


def test_the_parents_differ_in_what_hash_says(environment: dict[str, str], output: int) -> None:
    said = [do(parent.address, hash_of, environment, output, text="leave.md") for parent in warm_parents()]
    assert len(set(said)) == len(forked_jobs.HASH_SEEDS) == 2


def test_a_process_that_dies_is_told_and_the_next_job_is_done(environment: dict[str, str], tmp_path: Path) -> None:
    address = warm_parents()[0].address
    with (tmp_path / "said").open("w+") as said:
        with pytest.raises(JobError, match="die broke down"):
            do(address, die, environment, said.fileno())
        assert do(address, own_process, environment, said.fileno()) != os.getpid()
    assert (tmp_path / "said").read_text() == "a last word\n"


def test_a_parent_that_is_ended_leaves_no_process_though_one_is_at_work(
    environment: dict[str, str], output: int
) -> None:
    before = set(psutil.Process().children(recursive=True))
    parent = WarmParent(hash_seed=3)
    child = do(parent.address, own_process, environment, output)
    with pytest.raises(TimeoutError):
        do(parent.address, wait, environment, output, seconds=1)
    started = set(psutil.Process().children(recursive=True)) - before
    assert len(started) == 2  # itself, and the one that waits
    parent.close()
    _, alive = psutil.wait_procs(started, timeout=60)
    assert alive == []
    assert not psutil.pid_exists(child)
    assert not Path(parent.address).parent.exists()


def test_libraries_that_are_loaded_ahead_are_noted_where_a_file_loads_them(
    environment: dict[str, str], output: int, tmp_path: Path
) -> None:
    files = tmp_path / "dags"
    head, told = "from airflow.sdk import dag\n", {}
    for name, imports in {
        "plain.py": "from include.course.workshop import Workshop\nimport json, httpx\n",
        "loads.py": "import qdrant_client.models\n",
        "ours.py": "from include.lake.tables import Lake\n",
    }.items():
        shutil.rmtree(files, ignore_errors=True)  # with the bytecode of the file before
        files.mkdir()
        (files / name).write_text(head + imports)
        found = do(warm_parents()[0].address, parse, environment, output, folder=str(files), retries=False)
        told[name] = found["did"]
    assert told == {"plain.py": [], "loads.py": ["import qdrant_client"], "ours.py": ["import deltalake"]}


def test_a_long_folder_for_temporary_files_is_no_trouble(
    environment: dict[str, str], output: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("long" * 30)))
    parent = WarmParent(hash_seed=3)
    try:
        assert do(parent.address, own_process, environment, output)
    finally:
        parent.close()
