"""A run of tests that is stopped leaves no process, whatever it had started, wherever it was."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from include.settings import PROJECT
from tests.leftovers import MARK, marked
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
WAITS = f"{LEAVES}    import signal; signal.pause()\n"


class Run:
    """A pytest of its own, on one test that starts a process, and that one another: none of them wants to end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark = uuid.uuid4().hex
        (folder / "stubborn.py").write_text(STUBBORN, "utf-8")

    def start(self, test: str, *options: str) -> "subprocess.Popen[str]":
        file = self._folder / "test_inner.py"
        file.write_text(test, "utf-8")
        plain = {name: value for name, value in os.environ.items() if name != MARK and not name.startswith("PYTEST_")}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.leftovers", *options, str(file)]
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

    def stubborn(self) -> bool:
        """Whether both are there that do not want to end."""
        found = 0
        for process in self.living():
            try:
                found += any("stubborn.py" in argument for argument in process.cmdline())
            except psutil.Error:
                continue
        return found == 2


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    found = Run(tmp_path)
    yield found
    for process in found.living():
        process.kill()


Stop = Callable[["subprocess.Popen[str]"], None]
STOPS: dict[str, Stop] = {
    "Ctrl-C": lambda running: os.killpg(running.pid, signal.SIGINT),
    "TERM to one": lambda running: running.terminate(),
    "TERM to all": lambda running: os.killpg(running.pid, signal.SIGTERM),
    "KILL": lambda running: running.kill(),
}


@pytest.mark.parametrize(
    "how", [pytest.param(how, marks=[] if how in ("Ctrl-C", "TERM to one") else [slow]) for how in STOPS]
)
def test_a_run_that_is_stopped_leaves_no_process(run: Run, how: str) -> None:
    running = run.start(WAITS, "-n", "2")
    wait_for(run.stubborn, "a test in the middle of its work")
    STOPS[how](running)
    running.communicate()
    if how == "KILL":
        wait_for(lambda: not run.living(), "the end of all it started")
    assert run.living() == []


def test_a_run_that_goes_well_and_leaves_a_process_did_not_go_well(run: Run) -> None:
    running = run.start(LEAVES, "-n0")
    told, _ = running.communicate()
    assert running.returncode == pytest.ExitCode.TESTS_FAILED
    assert "left behind" in told
    assert "stubborn.py" in told
    assert run.living() == []
