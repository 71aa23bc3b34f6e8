"""The servers of a local cluster: what is missing is said, and what is started is ended."""

from pathlib import Path

import psutil
import pytest

from tools import servers
from tools.local_airflow import LocalAirflowError
from tools.ports import free_port, free_ports
from tools.processes import family
from tools.servers import MissingProgramError, Postgres, Redis, check_programs


def test_everything_that_is_missing_is_named_in_one_line_with_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(servers, "POSTGRES_FOLDERS", ())
    with pytest.raises(MissingProgramError) as caught:
        check_programs()
    line = str(caught.value)
    assert "\n" not in line
    assert "postgres is missing; apt install postgresql" in line
    assert "redis-server is missing; apt install redis-server" in line
    assert "weed" not in line  # it is a package, and lies beside python


def test_ports_are_free_and_no_two_alike() -> None:
    assert len(set(free_ports(9))) == 9


@pytest.mark.parametrize("kind", [Postgres, Redis])
def test_a_server_is_ended_with_all_its_processes(kind: type[Postgres | Redis], tmp_path: Path) -> None:
    try:
        check_programs()
    except MissingProgramError as error:
        pytest.skip(str(error))
    server = kind(tmp_path, free_port())
    server.start()
    assert server._process
    started = family(server._process.pid)
    server.stop()
    _, alive = psutil.wait_procs(started, timeout=0)
    assert started
    assert alive == []


def test_a_server_whose_port_is_taken_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    try:
        check_programs()
    except MissingProgramError as error:
        pytest.skip(str(error))
    port = free_port()
    first, second = Redis(tmp_path, port), Postgres(tmp_path, port)
    first.start()
    try:
        with pytest.raises(LocalAirflowError, match=r"postgres did not start; see .*postgres\.log") as caught:
            second.start()
        assert "\n" not in str(caught.value)
    finally:
        first.stop()
        second.stop()
