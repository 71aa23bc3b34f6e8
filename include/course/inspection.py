"""A check, in a process of its own: it is given a folder with the learner's files, and says what it found as JSON.

Started by `check` with a fresh AIRFLOW_HOME. It parses first, with nothing of the work imported yet, then plays the
scenario, then judges.
"""

import json
import re
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from include.course.exercise import Exercise, find_exercise
from include.course.mistakes import todos
from include.course.parse_watching import watched
from include.course.scenario import Observations
from include.course.scratch_airflow import ScratchAirflow
from include.course.verdicts import Finding
from include.course.workshop import Workshop
from include.settings import PROJECT

OF_OTHERS = ("site-packages", "<frozen", "/lib/python", str(PROJECT / "include"))
FOLDER = re.compile(r"(?<=File \")[^\"]*/")
HEAVY = ("torch", "sentence_transformers", "transformers", "openvino", "tokenizers", "qdrant_client", "deltalake")


def inspect(exercise: Exercise, folder: Path, namespace: str) -> dict[str, Finding]:
    """What the requirements say of the DAGs in a folder, by requirement."""
    sources = tuple(path.read_text("utf-8") for path in sorted(folder.rglob("*.py")))
    seen = Observations(namespace, todos(sources) & exercise.tasks, sources)
    if seen.todos < exercise.tasks:
        engine, seen.parsed_with = parse(exercise, folder, namespace)
        seen.import_error = next((last_line(error) for error in engine.bag.import_errors.values()), "")
        if not seen.import_error:
            exercise.play(engine, seen)
    return exercise.judge(seen)


def parse(exercise: Exercise, folder: Path, namespace: str) -> tuple[ScratchAirflow, tuple[str, ...]]:
    """Airflow with the DAGs in it, and what parsing did beside that."""
    import_module("airflow.sdk")  # what Airflow itself imports is not the learner's doing
    before = set(sys.modules)
    with watched(folder) as opened:
        airflow = ScratchAirflow(folder, exercise.retries)
    imported = [f"import {name}" for name in HEAVY if name in set(sys.modules) - before]
    worked = sorted({f"WORKSHOP: {line['did']}" for line in Workshop(namespace).journal()})
    return airflow, (*imported, *opened, *worked)


def last_line(error: str) -> str:
    """What an import error says, and in which line of the learner's file, if it says that."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    places = [line for line in lines if line.startswith("File ")]
    own = [line for line in places if not any(part in line for part in OF_OTHERS)]
    place = next(reversed(own or places), "")
    return f"{lines[-1]} ({FOLDER.sub('', place)})" if place else lines[-1]


def main() -> None:
    """Arguments: the exercise, the folder, the namespace, the file for the answer; `--parse` only parses."""
    number, folder, namespace, answer, *options = sys.argv[1:]
    exercise = find_exercise(number)
    found: Any
    if options == ["--parse"]:
        _, found = parse(exercise, Path(folder), namespace)
    else:
        told = inspect(exercise, Path(folder), namespace)
        found = {name: asdict(finding) for name, finding in told.items()}
    Path(answer).write_text(json.dumps(found, default=str), "utf-8")


if __name__ == "__main__":
    main()
