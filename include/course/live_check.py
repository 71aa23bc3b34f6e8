"""Check an exercise in a running Airflow: its scheduler, its workers, the learner's own collection.

The same requirements as `check`, judged by what the REST API tells. The pages of the check have a folder of their own
among the learner's documents; at the end it is taken away, and that is published, too.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from include.course.airflow_api import AirflowApi, LiveError
from include.course.check import inspected, told
from include.course.evidence import Edge
from include.course.exercise import Exercise, find_exercise
from include.course.inspection import parsed
from include.course.live_airflow import LiveAirflow, awaited
from include.course.mistakes import todos
from include.course.observations import Observations
from include.course.parsing import last_line
from include.course.texts import Messages
from include.course.verdicts import Checked
from include.course.workshop import Workshop
from include.errors import SettingsError

PARSE_SECONDS = 60
"""The longest wait for Airflow to read a file that was saved just now."""
Aliases = tuple[list[Edge], list[Edge]]
LEFT_BEHIND = "check-[0-9]*T[0-9]*Z"


def check_live(exercise: str, path: Path, namespace: str, messages: Messages, url: str = "") -> Checked:
    """Verdicts of all requirements, as `check` gives them.

    Args:
        path: the learner's file, or a folder with several; Airflow has it in one of its bundles.
        url: of that Airflow; without it AIRFLOW_API_URL, or this machine's port 8080.

    Raises:
        LiveError: that Airflow cannot be asked, or does not have these DAGs.
    """
    if not path.exists():
        raise SettingsError(f"{path} does not exist; `make reset E={exercise}` makes the starter again")
    asked = find_exercise(exercise)
    if not asked.live:
        raise LiveError(f"exercise {exercise} cannot be checked in a running Airflow; check it without --live")
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    sources = tuple(file.read_text("utf-8") for file in files)
    seen = Observations(namespace, todos(sources) & asked.tasks, sources)
    api = AirflowApi(url)
    try:
        dags, seen.import_error = _parsed(api, files)
        if seen.todos < asked.tasks and not seen.import_error:
            found = inspected(parsed, exercise, path, namespace)  # no API tells that
            seen.parsed_with = tuple(found["did"])
            outlets, schedules = ([Edge(*edge) for edge in edges] for edges in found["aliases"])
            _play(api, asked, seen, dags, (outlets, schedules))
    finally:
        api.close()
    return told(exercise, path, asked.judge(seen), messages)


def _parsed(api: AirflowApi, files: list[Path]) -> tuple[list[str], str]:
    """Ids of the DAGs that Airflow read in these files as they are now; or what kept it from reading one."""
    names = {file.name for file in files}
    saved = max(datetime.fromtimestamp(file.stat().st_mtime, UTC) for file in files)

    def read() -> tuple[list[str], str] | None:
        errors = [row for row in api.every("/importErrors", "import_errors") if Path(row["filename"]).name in names]
        if errors and all(_moment(row["timestamp"]) > saved for row in errors):
            return [], last_line(errors[0]["stack_trace"])
        dags = [row for row in api.every("/dags", "dags") if Path(row["relative_fileloc"] or "").name in names]
        fresh = [row for row in dags if row["last_parsed_time"] and _moment(row["last_parsed_time"]) > saved]
        for token in {row["file_token"] for row in dags} if len(fresh) < len(dags) else ():
            api.put(f"/parseDagFile/{token}")  # at once, not when its turn comes
        return ([row["dag_id"] for row in fresh], "") if fresh and not errors else None

    listed = ", ".join(sorted(names))
    found: tuple[list[str], str] = awaited(
        read,
        PARSE_SECONDS,
        f"the Airflow at {api.url} has not read {listed} as it is now; is its folder one of the DAG bundles there?",
    )
    return found


def _play(api: AirflowApi, exercise: Exercise, seen: Observations, dags: list[str], aliases: Aliases) -> None:
    workshop = Workshop(seen.namespace)
    workshop.folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(workshop.folder / "check.lock", timeout=0), _awake(api, dags):
            pages = f"check-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
            airflow = LiveAirflow(api, dags, workshop, pages, exercise.retries, aliases)
            seen.produced, seen.woken = airflow.wiring()
            seen.resolve(["documents"], *airflow.aliases())
            with _beside_the_learner(airflow, workshop, seen.producer("documents")):
                exercise.watch(airflow, seen)
    except Timeout:
        raise LiveError("another check of this exercise is going on; wait for its end") from None


@contextmanager
def _beside_the_learner(airflow: LiveAirflow, workshop: Workshop, producer: str) -> Iterator[None]:
    """What a learner uploaded is published before, so that a check counts its own pages; these are gone after it."""
    _clear(workshop)
    airflow.settle()
    if producer:
        _publish(airflow, workshop, producer)
    try:
        yield
    finally:
        _clear(workshop)
        if producer:
            airflow.run(producer)
            airflow.settle()


def _publish(airflow: LiveAirflow, workshop: Workshop, producer: str) -> None:
    lines = len(workshop.journal())
    run = airflow.run(producer)
    if run.state == "success" and len(workshop.journal()) == lines:
        raise LiveError(
            f"Airflow ran {producer}, but not on {workshop.folder}; "
            "set COURSE_DATA, there and here, to one folder that both see"
        )
    airflow.settle()


def _clear(workshop: Workshop) -> None:
    """No pages of a check, nor of one that was interrupted."""
    for folder in workshop.uploads.glob(LEFT_BEHIND):
        shutil.rmtree(folder)


@contextmanager
def _awake(api: AirflowApi, dags: list[str]) -> Iterator[None]:
    """No DAG is paused; those that were are so again at the end."""
    paused = [dag for dag in dags if api.get(f"/dags/{dag}")["is_paused"]]
    for dag in paused:
        api.patch(f"/dags/{dag}", is_paused=False)
    try:
        yield
    finally:
        for dag in paused:
            api.patch(f"/dags/{dag}", is_paused=True)


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))
