"""No process outlives the tests: when a run ends, however it ends, what it has started ends, too.

A plugin. All that a run starts has a mark in its environment, and a watcher in a process of its own looks for it once
the run has ended or died; INT and TERM end the run in order, also where a shell would have them ignored.
`python -m tests.leftovers MARK` is the watcher.
"""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

MARK = "TESTS_MARK"
STOP_SECONDS = 5
"""So long a process that is left has before it is killed."""
WATCHER = pytest.StashKey["subprocess.Popen[str]"]()


def marked(mark: str, variable: str = MARK) -> list[psutil.Process]:
    """Processes that a run has started, but for this one."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(variable) == mark:
                found.append(process)
        except (psutil.Error, OSError):  # it has ended, or it is another user's
            continue
    return found


def end(mark: str) -> list[str]:
    """End what a run has left; what it was."""
    told: dict[int, str] = {}
    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGKILL):  # what is killed may have started something
        left = marked(mark)
        for process in left:
            try:
                # Its end tells more: an interpreter may lie below any number of folders.
                told.setdefault(process.pid, " ".join(process.cmdline())[-120:])
                process.send_signal(number)
            except psutil.Error:
                continue
        psutil.wait_procs(left, timeout=STOP_SECONDS)
    return list(told.values())


def interrupt(*_: object) -> None:
    """As Ctrl-C does."""
    raise KeyboardInterrupt


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Processes of pytest-xdist, and a pytest that a test starts, have the mark of the run that they are part of."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    if MARK in os.environ:
        return
    os.environ[MARK] = uuid.uuid4().hex
    config.stash[WATCHER] = subprocess.Popen(
        [sys.executable, "-m", "tests.leftovers", os.environ[MARK]],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,  # a signal for all of the run is not for it
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[Any]:
    """When all fixtures and other processes of the run have ended, so should have the rest.

    A run that went well and left something did not go well.
    """
    try:
        return (yield)
    finally:
        watcher = session.config.stash.get(WATCHER, None)
        if watcher:
            for number in (signal.SIGINT, signal.SIGTERM):  # whoever is impatient now has to wait until all is clean
                signal.signal(number, signal.SIG_IGN)
            left, _ = watcher.communicate()
            if left and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
                sys.stderr.write(f"processes that a test has left behind:\n{left}")


if __name__ == "__main__":
    sys.stdin.read()  # until the run ends, in whatever way
    for line in end(sys.argv[1]):
        print(line)
