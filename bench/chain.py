"""From a saved file to an answer: `python -m bench.chain [--edits 20] [--idle 120]` says where the time goes.

An Airflow of its own as `make demo` has it, with the samples. When the first load is done and nothing runs any more, a
paragraph is added to one document after the other. The times are those that Airflow notes itself; where other work
shares the machine, compare CPU seconds. Prints Markdown.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil

from include.polling import polled
from tools.airflow_rest import ENDED
from tools.chain_story import CHAIN, SOURCE, Watcher
from tools.demo import Stage, stage_in
from tools.local_airflow import COMPONENTS, DAGS, LocalAirflow
from tools.ports import free_port
from tools.processes import family
from tools.stage import DemoError, running

LOOK_SECONDS = 1.0
"""To ask often would cost the cores that are measured."""
SAMPLE_SECONDS = 0.1
COUNTED = timedelta(seconds=1)
REST_SECONDS = 5.0
"""So long nothing has run; the watcher notes an announcement some seconds after it."""
PATIENCE_SECONDS = 900
PARAGRAPH = "\n\n## Measurement {0}\n\nThe scale in room {0} was read at {1}, and it showed {0} grams.\n"
STAGES = ("run made, s", "task queued, s", "task begun, s", "worked, s", "CPU s")
"""Of a task, each from the end of the one before; its CPU seconds are those of its process and its worker."""
_MOMENTS = ("queued_when", "start_date", "end_date")


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of one."""

    seconds: float
    """From the saved file to the end of the last task."""
    seen_seconds: float
    """Of it, until the watcher's event."""
    tasks: Mapping[str, Sequence[float]]
    """A number for each of `STAGES`, by task."""


def cpu_seconds(airflow: LocalAirflow) -> dict[str, float]:
    """What each component has taken since it began, with the processes it started; tasks apart from their scheduler."""
    found: dict[str, float] = {}
    for name, pid in zip(COMPONENTS, airflow.pids(), strict=True):
        own, *started = map(_taken, family(pid))
        found[name] = own + (0 if name == "scheduler" else sum(started))
        if name == "scheduler":
            found["tasks"] = sum(started)
    return found


def _taken(process: psutil.Process) -> float:
    """CPU seconds of a process, and of those it waited for."""
    try:
        return float(sum(process.cpu_times()[:4]))
    except psutil.NoSuchProcess:
        return 0.0


class Workers:
    """What the executor's workers have taken, noted all the time: a task's process is gone when one wants to know."""

    def __init__(self, airflow: LocalAirflow) -> None:
        scheduler = psutil.Process(airflow.pids()[list(COMPONENTS).index("scheduler")])
        self._taken = [(time.time(), 0.0)]

        def note() -> None:
            while scheduler.is_running():
                self._taken.append((time.time(), sum(map(_taken, scheduler.children()))))
                time.sleep(SAMPLE_SECONDS)

        threading.Thread(target=note, daemon=True).start()

    def between(self, begun: datetime, ended: datetime) -> float:
        """CPU seconds that were taken meanwhile."""
        places = (bisect(self._taken, (moment.timestamp(),)) for moment in (begun, ended))
        first, last = (self._taken[min(place, len(self._taken) - 1)][1] for place in places)
        return last - first


def edit(airflow: LocalAirflow, workers: Workers, document: Path, number: int) -> Edit | None:
    """Add a paragraph, wait until it can be found; None where the hourly look was there before the watcher."""
    known, saved = max((event["id"] for event in airflow.events()), default=0), datetime.now(UTC)
    with document.open("a", encoding="utf-8") as file:
        file.write(PARAGRAPH.format(number, saved))

    def served() -> dict[str, dict[str, Any]]:
        events = {event["name"]: event for event in reversed(airflow.events(known))}
        return events if CHAIN[-1] in events else {}

    events = polled(served, PATIENCE_SECONDS, LOOK_SECONDS)
    if not events:
        raise DemoError(f"edit {number} was not searchable within {PATIENCE_SECONDS} s; look at {airflow.url}")
    rest(airflow)
    if SOURCE not in events or events[CHAIN[0]]["timestamp"] < events[SOURCE]["timestamp"]:
        return None
    seen = _time(events[SOURCE]["timestamp"])
    tasks = _tasks(airflow, workers, seen, [events[asset]["source_run_id"] for asset in CHAIN])
    seconds = (seen - saved).total_seconds()
    return Edit(seconds + sum(sum(numbers[:-1]) for numbers in tasks.values()), seconds, tasks)


def _tasks(airflow: LocalAirflow, workers: Workers, last: datetime, run_ids: Sequence[str]) -> dict[str, list[float]]:
    """Numbers of each task that did something, beginning at the watcher's event."""
    rows: list[tuple[datetime, Mapping[str, Any]]] = []
    for dag, run_id in zip(DAGS, run_ids, strict=True):
        run = f"/dags/{dag}/dagRuns/{run_id}"
        done = [row for row in airflow.get(f"{run}/taskInstances")["task_instances"] if row["state"] == "success"]
        made = _time(airflow.get(run)["queued_at"])
        rows += [(made, row) for row in sorted(done, key=lambda row: str(row["start_date"]))]
    # A process that has ended is counted a little later, when its worker has noticed.
    counted = [*(_time(row["start_date"]) for _, row in rows[1:]), _time(rows[-1][1]["end_date"]) + COUNTED]
    tasks: dict[str, list[float]] = {}
    for (made, row), until in zip(rows, counted, strict=True):
        moments = [last, max(last, made), *(_time(row[moment]) for moment in _MOMENTS)]
        seconds = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
        tasks[row["task_id"]] = [*seconds, workers.between(moments[-2], until)]
        last = moments[-1]
    return tasks


def _time(told: str) -> datetime:
    return datetime.fromisoformat(told)


def rest(airflow: LocalAirflow) -> None:
    """Wait until nothing has run for some seconds."""
    quiet: list[float] = []

    def rests() -> bool:
        busy = any(run["state"] not in ENDED for run in airflow.runs())
        quiet[:] = [] if busy else [*quiet, time.monotonic()]
        return bool(quiet) and quiet[-1] - quiet[0] >= REST_SECONDS

    if not polled(rests, PATIENCE_SECONDS, LOOK_SECONDS):
        raise DemoError(f"something has run for {PATIENCE_SECONDS} s; look at {airflow.url}")


def idle(airflow: LocalAirflow, seconds: float) -> str:
    """What it takes when nothing is to be done, as a line."""
    before = cpu_seconds(airflow)
    time.sleep(seconds)
    cores = {name: (taken - before[name]) / seconds for name, taken in cpu_seconds(airflow).items()}
    parts = ", ".join(f"{name} {share:.3f}" for name, share in cores.items())
    return f"{sum(cores.values()):.3f} cores when idle for {seconds:g} s ({parts})\n"


def table(edits: Sequence[Edit]) -> Iterator[str]:
    """Medians of everything."""
    yield f"| task | {' | '.join(STAGES)} |"
    yield "|---|" + "---:|" * len(STAGES)
    seen = statistics.median(edit.seen_seconds for edit in edits)
    yield f"| the watcher's event | | | | {seen:.2f} | |"
    for task in edits[0].tasks:
        columns = zip(*(edit.tasks[task] for edit in edits if task in edit.tasks), strict=True)
        yield f"| {task} | {' | '.join(f'{statistics.median(column):.2f}' for column in columns)} |"


def measured(stage: Stage, count: int, idle_seconds: float) -> Iterator[str]:
    """Lines to print, as they come."""
    airflow = stage.airflow
    Watcher(airflow).follow()
    rest(airflow)
    if idle_seconds:
        yield idle(airflow, idle_seconds)
    texts, workers = stage.texts(), Workers(airflow)
    edit(airflow, workers, texts[0], 0)  # warms up what is warm ever after
    found = (edit(airflow, workers, texts[number % len(texts)], number) for number in range(1, count + 1))
    edits = [one for one in found if one]
    cuts = statistics.quantiles([one.seconds for one in edits] * 2, n=20, method="inclusive")
    yield (
        f"p50 {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s; {len(edits)} of {count} edits were found by the watcher, "
        f"{len(texts)} documents, {stage.points()} points, load {os.getloadavg()[1]:.1f}\n"
    )
    yield from table(edits)


def main() -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--idle", type=float, default=0, help="seconds in which idle cores are measured first")
    arguments = parser.parse_args()
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""  # as measured everywhere here: imports are compiled once
    with tempfile.TemporaryDirectory(prefix="chain-") as folder:
        stage = stage_in(Path(folder), free_port())
        with running(stage.airflow):
            for line in measured(stage, arguments.edits, arguments.idle):
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
