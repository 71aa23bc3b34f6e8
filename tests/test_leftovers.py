"""A run of tests that is stopped leaves no process, whatever it had started, wherever it was."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from include.settings import PROJECT
from tests.leftovers import MARK, marked
from tools.servers import MissingProgramError, check_programs
from tools.waiting import wait_for

slow = pytest.mark.slow_fault
VARIABLE = "OF_THIS_RUN"
STUBBORN = """
import signal, subprocess, sys
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
if "child" not in sys.argv:
    subprocess.Popen([sys.executable, __file__, "child"], start_new_session=True)
signal.pause()
"""
LEAVES = """
import subprocess, sys
from pathlib import Path

def test_one_that_leaves_something():
    subprocess.Popen([sys.executable, Path(__file__).with_name("stubborn.py")], start_new_session=True)
"""
CLUSTER = """
import signal
from pathlib import Path

import pytest

from tools.cluster import Cluster
from tools.ports import free_port

@pytest.fixture
def cluster(tmp_path):
    with Cluster(tmp_path / "cluster", 1, free_port()) as running:
        yield running

def test_one_that_waits_for_a_cluster(cluster):
    Path(__file__).with_name("is-up").touch()
    signal.pause()
"""
WAITS = f"{LEAVES}    import signal; signal.pause()\n"


Stop = Callable[["subprocess.Popen[str]"], None]
STOPS: dict[str, Stop] = {
    "Ctrl-C": lambda running: os.killpg(running.pid, signal.SIGINT),
    "TERM to one": lambda running: running.terminate(),
    "TERM to all": lambda running: os.killpg(running.pid, signal.SIGTERM),
    "KILL": lambda running: running.kill(),
}


class Run:
    """A pytest of its own, on one test that starts a process, and that one another: none of them wants to end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark = uuid.uuid4().hex
        (folder / "stubborn.py").write_text(STUBBORN, "utf-8")

    def make(self, test: str) -> "subprocess.Popen[str]":
        """The same as `make test` starts it, without ruff and mypy."""
        options = f"-p tests.leftovers {self._write(test)}"
        return self._start("make", "-o", "lint", "-o", "venv/.installed", "test", f"PYTEST={options}")

    def start(self, test: str, *options: str) -> "subprocess.Popen[str]":
        file = self._write(test)
        return self._start(sys.executable, "-m", "pytest", "-q", "-p", "tests.leftovers", *options, str(file))

    def _write(self, test: str) -> Path:
        file = self._folder / "test_inner.py"
        file.write_text(test, "utf-8")
        return file

    def _start(self, *command: str) -> "subprocess.Popen[str]":
        plain = {name: value for name, value in os.environ.items() if name != MARK and not name.startswith("PYTEST_")}
        return subprocess.Popen(
            command,
            cwd=PROJECT,
            env=plain | {VARIABLE: self._mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # as in the background of a shell
        )

    def living(self) -> list[psutil.Process]:
        return marked(self._mark, VARIABLE)

    def stop(self, running: "subprocess.Popen[str]", how: str) -> None:
        """Stop it, and wait until it has ended; who is killed cannot wait until all is clean."""
        STOPS[how](running)
        running.wait()
        if how == "KILL":
            wait_for(lambda: not self.living(), "the end of all it started")

    def has(self, word: str) -> int:
        """So many processes have this word in their command."""
        found = 0
        for process in self.living():
            with suppress(psutil.Error):
                found += any(word in argument for argument in process.cmdline())
        return found

    def is_up(self) -> bool:
        """Whether the test says that it has all it asked for."""
        return (self._folder / "is-up").exists()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    found = Run(tmp_path)
    yield found
    for process in found.living():
        process.kill()


@pytest.mark.parametrize(
    "how", [pytest.param(how, marks=[] if how in ("Ctrl-C", "TERM to one") else [slow]) for how in STOPS]
)
def test_a_run_that_is_stopped_leaves_no_process(run: Run, how: str) -> None:
    running = run.start(WAITS, "-n", "2")
    wait_for(lambda: run.has("stubborn.py") == 2, "a test in the middle of its work")
    run.stop(running, how)
    assert run.living() == []


@slow
@pytest.mark.parametrize("how", STOPS)
@pytest.mark.parametrize("moment", ["initdb", "redis-server", "weed", "airflow", "celery", "all is up"])
def test_a_run_that_is_stopped_while_a_cluster_starts_leaves_no_server(run: Run, moment: str, how: str) -> None:
    try:
        check_programs()
    except MissingProgramError as error:
        pytest.skip(str(error))
    running = run.start(CLUSTER, "-n", "1")
    wait_for(lambda: run.has(moment) or run.is_up(), moment)
    run.stop(running, how)
    assert run.living() == []


def test_make_that_is_stopped_ends_when_all_it_started_has_ended(run: Run) -> None:
    running = run.make(WAITS)
    wait_for(lambda: run.has("stubborn.py") == 2, "a test in the middle of its work")
    running.terminate()
    running.wait()
    assert run.living() == []


def test_a_run_that_goes_well_and_leaves_a_process_did_not_go_well(run: Run) -> None:
    running = run.start(LEAVES, "-n0")
    told, _ = running.communicate()
    assert running.returncode == pytest.ExitCode.TESTS_FAILED
    assert "left behind" in told
    assert "stubborn.py" in told
    assert run.living() == []
