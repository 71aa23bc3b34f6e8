"""How often `make demo` passes, and how long it takes: `python -m bench.demo_starts [--rounds 4] [--only idle busy]`.

Each round starts it once under each condition, on a free port, in a folder of its own, and lets it play to its end.
A start passes when it ends as a user expects: with exit code 0, or where its port is taken with one true line.
"""

import argparse
import os
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tools.airflow_settings import PROJECT
from tools.ports import HOST, free_port
from tools.processes import living_in

BUSY = 8
"""Processes that never rest."""
LIMIT_SECONDS = 3600
FOREIGN = {
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "AIRFLOW_HOME": "/nonexistent",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://nobody@127.0.0.1:9/none",
    "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
    "AIRFLOW_CONN_QDRANT": "qdrant://127.0.0.1:9",
    "PYTHONHOME": "/nonexistent",
    "PYTHONPATH": "/nonexistent",
    "QDRANT_URL": "http://127.0.0.1:9",
    "EMBEDDING_MODEL": "nonsense",
    "OPENLINEAGE_URL": "http://127.0.0.1:9",
    "LC_ALL": "C",
    "TZ": "Pacific/Kiritimati",
}


@dataclass(frozen=True, slots=True)
class Start:
    """What became of one."""

    condition: str
    passed: bool
    seconds: float
    said: str
    """Its last line."""
    left: int
    """Processes that it left."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a demo plays."""

    folder: Path
    port: int

    def run(self, without: tuple[str, ...] = (), **environment: str) -> "subprocess.Popen[str]":
        """`make demo` in a session of its own."""
        shell = {name: value for name, value in os.environ.items() if name not in ("NO_PROXY", "no_proxy", *without)}
        return subprocess.Popen(  # noqa: S603 - the project's own command
            ["make", "demo", f"PORT={self.port}"],  # noqa: S607
            cwd=PROJECT,
            env=shell | {"CI": "true", "DEMO_FOLDER": str(self.folder)} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


def idle(place: Place) -> Start:
    """Nothing beside it but what runs anyway."""
    return _ended("idle", place, place.run())


def busy(place: Place) -> Start:
    """Eight processes that never rest."""
    with _busy():
        return _ended("busy", place, place.run())


def hourly(place: Place) -> Start:
    """The hourly run is due as soon as its DAG is known, before the watcher has looked: as started at minute 59."""
    with _due(place):
        return _ended("hourly", place, place.run())


def killed(place: Place) -> Start:
    """The one before was killed in the middle, and it is started again at once, on the same port."""
    first = place.run()
    while first.poll() is None and not (place.folder / "lake" / "documents").exists():
        time.sleep(0.2)
    with suppress(ProcessLookupError):
        os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    return _ended("killed", place, place.run())


def taken(place: Place) -> Start:
    """Somebody listens on its port."""
    with socket.socket() as other:
        other.bind((HOST, place.port))
        other.listen()
        start = _ended("taken", place, place.run())
    return Start("taken", f"demo: port {place.port} is taken" in start.said, start.seconds, start.said, start.left)


def foreign(place: Place) -> Start:
    """A shell with a dead proxy and another Airflow's variables, and no HOME."""
    return _ended("foreign", place, place.run(without=("HOME",), **FOREIGN))


CONDITIONS: Mapping[str, Callable[[Place], Start]] = {
    condition.__name__: condition for condition in (idle, busy, hourly, killed, taken, foreign)
}


def _ended(condition: str, place: Place, demo: "subprocess.Popen[str]") -> Start:
    begun = time.monotonic()
    try:
        output, _ = demo.communicate(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(demo.pid, signal.SIGTERM)
        output, _ = demo.communicate()
    lines = [line for line in output.splitlines() if line.strip() and not line.startswith("make:")]
    left = len(living_in(place.folder / "airflow"))
    passed = demo.returncode == 0 and not left
    return Start(condition, passed, time.monotonic() - begun, lines[-1] if lines else "", left)


@contextmanager
def _busy() -> Iterator[None]:
    idlers = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    try:
        yield
    finally:
        for process in idlers:
            process.kill()
            process.wait()


@contextmanager
def _due(place: Place) -> Iterator[None]:
    """Inside, the scheduler finds the hourly run of the first DAG due once, as at the full hour."""
    over = threading.Event()

    def set_due() -> None:
        hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        while not over.wait(0.2):
            with suppress(sqlite3.Error), sqlite3.connect(place.folder / "airflow" / "airflow.db") as database:
                done = database.execute(
                    "UPDATE dag SET next_dagrun = :hour, next_dagrun_create_after = :hour, "
                    "next_dagrun_data_interval_start = :hour, next_dagrun_data_interval_end = :hour "
                    "WHERE dag_id = 'publish_documents' AND next_dagrun_create_after > :hour",
                    {"hour": f"{hour:%Y-%m-%d %H:%M:%S.%f}"},
                )
                if done.rowcount:
                    return

    thread = threading.Thread(target=set_due, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _table(starts: list[Start]) -> Iterator[str]:
    yield "| condition | passed | seconds, median | longest |"
    yield "|---|---|---|---|"
    for name in dict.fromkeys(start.condition for start in starts):
        these = [start for start in starts if start.condition == name]
        seconds = [start.seconds for start in these]
        passed = sum(start.passed for start in these)
        yield f"| {name} | {passed} of {len(these)} | {statistics.median(seconds):.0f} | {max(seconds):.0f} |"


def main() -> int:
    """Print a line for each start and a table; exit code 1 when one did not pass."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--only", nargs="+", choices=list(CONDITIONS), default=list(CONDITIONS))
    arguments = parser.parse_args()
    starts = []
    with ExitStack() as stack:
        for number in range(arguments.rounds):
            for name in arguments.only:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="demo-")))
                start = CONDITIONS[name](Place(folder, free_port()))
                starts.append(start)
                told = "" if start.passed else f"; {start.left} processes left; {start.said}"
                load = psutil.getloadavg()[0]
                verdict = "passed" if start.passed else "FAILED"
                print(f"{number + 1} {name}: {verdict} in {start.seconds:.0f} s, load {load:.0f}{told}", flush=True)
    print("\n" + "\n".join(_table(starts)))
    return 0 if all(start.passed for start in starts) else 1


if __name__ == "__main__":
    sys.exit(main())
