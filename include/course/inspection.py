"""A check, in a process that was forked for it: it has a folder with the learner's files, and says what it found.

It parses first, then plays the scenario, then judges. Neither parsing nor any run happens in this process itself.
"""

from collections.abc import Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from include.course.exercise import Exercise, find_exercise
from include.course.mistakes import todos
from include.course.observations import Observations
from include.course.parsing import last_line
from include.course.scratch_airflow import ScratchAirflow
from include.course.workshop import Workshop


def inspect(parents: Sequence[str], number: str, folder: str, namespace: str) -> dict[str, Any]:
    """What the requirements say of the DAGs in a folder: findings by requirement, as dictionaries. A job."""
    exercise = find_exercise(number)
    sources = tuple(path.read_text("utf-8") for path in sorted(Path(folder).rglob("*.py")))
    seen = Observations(namespace, todos(sources) & exercise.tasks, sources)
    if seen.todos < exercise.tasks:
        engine = _parsed(parents, exercise, folder, seen)
        if not seen.import_error:
            exercise.watch(engine, seen)
            # By now there is something to be read, which a file looks for each time it is parsed.
            seen.parsed_with = tuple(dict.fromkeys([*seen.parsed_with, *engine.parse_again()]))
    return {name: asdict(finding) for name, finding in exercise.judge(seen).items()}


def parsed(parents: Sequence[str], number: str, folder: str, namespace: str) -> dict[str, Any]:
    """What a running Airflow does not tell of the files in a folder. A job.

    Returns:
        `did`: what parsing them did beside; `aliases`: outlets and schedules that are aliases, each a list of edges.
    """
    seen = Observations(namespace, frozenset(), ())
    aliases = _parsed(parents, find_exercise(number), folder, seen).aliases()
    return {"did": list(seen.parsed_with), "aliases": [[astuple(edge) for edge in edges] for edges in aliases]}


def _parsed(parents: Sequence[str], exercise: Exercise, folder: str, seen: Observations) -> ScratchAirflow:
    """Airflow with the DAGs in it; what parsing led to is noted."""
    airflow = ScratchAirflow(parents, folder, exercise.retries)
    seen.forms = airflow.forms
    worked = sorted({f"WORKSHOP: {line['did']}" for line in Workshop(seen.namespace).journal()})
    seen.parsed_with = (*airflow.parsed_with, *worked)
    seen.import_error = next(map(last_line, airflow.import_errors), "")
    return airflow
