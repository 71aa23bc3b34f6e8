"""Processes of one's own: they end with this one, with all that they started."""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import psutil

ROUNDS = 5
KILL_SECONDS = 5

_DIE_WITH_PARENT = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""
"""On Linux the kernel ends the component (prctl 1: PR_SET_PDEATHSIG, 15: SIGTERM) when this process is killed and
cannot do it itself; was it killed before that, the component does not begin. No `preexec_fn`: with it Python forks, and
a Ctrl-C that arrives during a fork is lost."""


def dying_with_parent() -> tuple[str, ...]:
    """Returns what to put before a command so that it does not outlive this process."""
    return (sys.executable, "-c", _DIE_WITH_PARENT, str(os.getpid())) if sys.platform == "linux" else ()


def family(pid: int) -> list[psutil.Process]:
    """Returns a process and all that descend from it; empty when it has ended."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def living_in(home: Path) -> list[psutil.Process]:
    """Returns processes that run with this AIRFLOW_HOME, whoever their parent is by now."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("AIRFLOW_HOME") == str(home) and process.pid != os.getpid():
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def signal_group(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process and its group, if it is still there."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def end_all_in(home: Path) -> None:
    """End at once every process that runs with this AIRFLOW_HOME, and what they start meanwhile."""
    for _ in range(ROUNDS):
        found = living_in(home)
        if not found:
            return
        for process in found:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(found, timeout=KILL_SECONDS)
