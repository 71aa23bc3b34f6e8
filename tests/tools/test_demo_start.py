"""How a demo begins and ends: ports, variables of the shell, signals, and parts of Airflow that die."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from include.settings import PROJECT
from tools import stage
from tools.component_log import LOCKED, last_words
from tools.local_airflow import Component, LocalAirflow, LocalAirflowError
from tools.own_folders import make
from tools.ports import HOST, PortError, chosen_port, free_port, refusal
from tools.processes import living_in
from tools.stage import DemoError, play
from tools.surroundings import without_foreign
from tools.waiting import wait_for

ENDING = """
import signal, sys
from tools.endings import end_in_order, undisturbed
end_in_order()
try:
    with undisturbed():
        print("ending", flush=True)
        sys.stdin.readline()  # the signal comes meanwhile
        print("ended", flush=True)
    signal.pause()
finally:
    print("left", flush=True)
"""
SLEEPER = "import time; time.sleep(600)"


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """A demo closes what it writes to others; the tests after it are none."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.mark.parametrize("typed", ["99999", "-1", "0", "abc", "8080.5", "٨٠٨٠", "80 80", "1" * 5000])
def test_what_is_no_port_is_said_in_one_line(typed: str) -> None:
    with pytest.raises(PortError, match=r"is no port, they go from 1 to 65535: make demo PORT=\d+$"):
        chosen_port(typed, "make demo")


def test_a_port_that_is_taken_is_said_with_one_that_is_not(taken: int) -> None:
    with pytest.raises(
        PortError, match=rf"^port {taken} is taken; choose another: make demo-knowledge PORT="
    ) as caught:
        chosen_port(str(taken), "make demo-knowledge")
    other = int(str(caught.value).rpartition("=")[2])
    assert other != taken
    assert not refusal(other)


def test_the_last_port_leads_to_a_lower_one() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((HOST, 65535))
        other.listen()
        with pytest.raises(PortError) as caught:
            chosen_port("65535", "make demo")
    assert int(str(caught.value).rpartition("=")[2]) < 65535


def test_a_privileged_port_is_not_called_taken() -> None:
    uid = os.geteuid()
    if uid == 0:
        os.seteuid(65534)
    try:
        why = refusal(80)
    finally:
        os.seteuid(uid)
    if not why:
        pytest.skip("this system lets everybody have port 80")
    assert why == "is privileged, as all below 1024, and not permitted to this user"


def test_nobody_chose_a_port_so_a_free_one_is_taken(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr("tools.ports.USUAL", taken)
    port = chosen_port(" ", "make demo")
    assert port != taken
    assert not refusal(port)


@pytest.mark.parametrize(
    "error",
    [
        DemoError("a person has to answer", 3),
        LocalAirflowError("it died"),
        OSError(28, "No space left on device", "/x"),
    ],
)
def test_whatever_ends_a_demo_is_one_line(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMO_FOLDER", str(tmp_path))
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(stage, "end_in_order", lambda: None)

    def story(folder: Path, port: int) -> None:
        assert folder == tmp_path
        raise error

    assert play("demo", story) == getattr(error, "code", 1)
    line = capsys.readouterr().err
    assert line.startswith("demo: ")
    assert line.count("\n") == 1


def test_a_demo_folder_that_cannot_be_one_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DEMO_FOLDER", str(tmp_path / "file"))
    monkeypatch.setattr(stage, "end_in_order", lambda: None)
    assert play("demo", lambda _folder, _port: None) == 1
    assert capsys.readouterr().err == f"demo: {tmp_path}/file: File exists\n"


def test_nothing_of_another_airflow_python_store_or_cloud_reaches_ours() -> None:
    foreign = {
        "AIRFLOW_HOME": "/x",
        "AIRFLOW__CORE__AUTH_MANAGER": "x",
        "AIRFLOW_CONN_QDRANT": "x",
        "_AIRFLOW_PROCESS_CONTEXT": "client",
        "PYTHONHOME": "/x",
        "PYTHONPATH": "/x",
        "PYTHONWARNINGS": "error",
        "VIRTUAL_ENV": "/x",
        "QDRANT_URL": "http://x",
        "DOCUMENTS_URI": "s3://x",
        "DOCUMENTS_QUEUE": "x",
        "EMBEDDING_MODEL": "x",
        "OPENLINEAGE_URL": "x",
        "AWS_PROFILE": "x",
    }
    kept = {"PATH": "/bin", "HF_HUB_OFFLINE": "1", "MODEL_CACHE": "/models", "COURSE_DATA": "/course", "USER": "me"}
    ours = without_foreign(foreign | kept)
    assert {name: value for name, value in ours.items() if name.upper() != "NO_PROXY"} == kept
    local = LocalAirflow(Path("/nowhere"), 1, {"DOCUMENTS_URI": "/mine"}).environment
    assert local["DOCUMENTS_URI"] == "/mine"
    assert local["AIRFLOW_HOME"] == "/nowhere"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_waits_until_what_is_being_ended_has_ended(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ENDING],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # Where the tests run below `nohup` or in the background of a shell, it would be ignored by all that they start.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    assert process.stdout
    assert process.stdout.readline() == "ending\n"
    process.send_signal(number)
    output, _ = process.communicate("\n", timeout=60)
    assert output.splitlines() == ["ended", "left"]
    assert process.returncode == (-number if number == signal.SIGINT else 128 + number)


def test_a_component_that_ends_again_and_again_is_started_again_and_then_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.local_airflow.LIVES", 2)  # each is a start of Airflow
    told: list[str] = []
    airflow = LocalAirflow(
        tmp_path / "airflow",
        free_port(),
        {},
        components={"triggerer": Component(("no-such-command",))},
        tell=told.append,
    )
    make(tmp_path / "airflow")
    (tmp_path / "airflow" / "logs").mkdir()
    airflow._processes["triggerer"] = airflow._run("triggerer", Component(("no-such-command",)))

    def given_up() -> str:
        try:
            airflow.tend()
        except LocalAirflowError as error:
            return str(error)
        return ""

    line = wait_for(given_up, "the end of patience")
    assert line.startswith("airflow triggerer ended 2 times, at last with: exit code 2; see ")
    assert len(told) == 1
    assert told[0].startswith("airflow triggerer has ended (exit code 2) and is started again; its log: ")
    airflow.stop()


def test_the_log_of_this_life_says_why_a_component_ended(tmp_path: Path) -> None:
    log = tmp_path / "scheduler.log"
    log.write_text("ValueError: of the life before\n", "utf-8")
    begun = log.stat().st_size
    assert last_words(log, begun) == ""
    with log.open("a", encoding="utf-8") as file:
        file.write("Traceback (most recent call last):\n  File x\n")
        file.write("sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database is locked\n[SQL: UPDATE]\n")
    assert last_words(log, begun) == LOCKED
    with log.open("a", encoding="utf-8") as file:
        file.write("a\nFileNotFoundError: x\nRuntimeError: y\nKeyError: 'z'\n")
    assert last_words(log, begun) == "KeyError: 'z'"
    assert last_words(tmp_path / "none.log", 0) == ""


def test_what_a_killed_airflow_left_running_is_ended_before_the_next_one(tmp_path: Path) -> None:
    home = make(tmp_path / "airflow")
    left = subprocess.Popen([sys.executable, "-c", SLEEPER], env=os.environ | {"AIRFLOW_HOME": str(home)})
    try:
        wait_for(lambda: living_in(home), "a process that was left")
        airflow = LocalAirflow(home, free_port(), {})
        airflow._make_home()
        assert left.poll() is not None
        assert living_in(home) == []
    finally:
        left.kill()
        left.wait()


def test_an_airflow_of_somebodys_goes_on(tmp_path: Path) -> None:
    home = tmp_path / "airflow"
    home.mkdir()
    (home / "airflow.cfg").touch()
    theirs = subprocess.Popen([sys.executable, "-c", SLEEPER], env=os.environ | {"AIRFLOW_HOME": str(home)})
    try:
        wait_for(lambda: living_in(home), "somebody's process")
        with (
            pytest.raises(LocalAirflowError, match="was not made by this project"),
            LocalAirflow(home, free_port(), {}),
        ):
            pass
        assert psutil.Process(theirs.pid).is_running()
        assert theirs.poll() is None
    finally:
        theirs.kill()
        theirs.wait()
