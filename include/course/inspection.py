"""A check, in a process of its own: it is given a folder with the learner's files, and says what it found as JSON.

Started by `check` with a fresh AIRFLOW_HOME. It parses first, with nothing of the work imported yet, then plays the
scenario, then judges.
"""

import json
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest import mock

from include.course import embedding_5_4, requirements_5_4, storing_5_4
from include.course.engine import Engine
from include.course.mistakes import todos
from include.course.requirements_5_4 import REQUIREMENTS, finding
from include.course.scenario_5_4 import Observations, Scenario
from include.course.verdicts import Finding, judge
from include.course.workshop import Workshop
from include.settings import PROJECT

HEAVY = ("torch", "sentence_transformers", "transformers", "openvino", "tokenizers", "qdrant_client", "deltalake")
JUDGES: dict[str, Callable[[Observations], Finding]] = {
    "R1": requirements_5_4.assets,
    "R2": requirements_5_4.metadata,
    "R3": requirements_5_4.silence,
    "R4": requirements_5_4.waking,
    "R5": embedding_5_4.incremental,
    "R6": embedding_5_4.batches,
    "R7": embedding_5_4.recovery,
    "R8": storing_5_4.following,
    "R9": storing_5_4.statistics,
    "R10": storing_5_4.lineage,
    "R11": requirements_5_4.parsing,
}


def inspect(folder: Path, namespace: str) -> dict[str, Finding]:
    """What the requirements say of the DAGs in a folder, by requirement."""
    sources = tuple(path.read_text("utf-8") for path in sorted(folder.rglob("*.py")))
    seen = Observations(namespace, todos(sources), sources)
    if seen.todos < {1, 2, 3}:
        import airflow.sdk  # noqa: F401 - what Airflow itself imports is not the learner's doing

        engine, seen.parsed_with = _parse(folder, namespace)
        seen.import_error = next((_last_line(error) for error in engine.bag.import_errors.values()), "")
        if not seen.import_error:
            Scenario(engine, seen).play()
    known = {item.id: item for item in REQUIREMENTS}
    return judge(REQUIREMENTS, lambda name: finding(known[name], seen, JUDGES[name]))


def _parse(folder: Path, namespace: str) -> tuple[Engine, tuple[str, ...]]:
    """The engine with the DAGs in it, and what parsing did beside that."""
    opened: list[str] = []
    connect = socket.socket.connect

    def noted(self: socket.socket, address: Any) -> None:
        opened.append(f"a connection to {address}")
        connect(self, address)

    before = set(sys.modules)
    with mock.patch.object(socket.socket, "connect", noted):
        engine = Engine(folder)
    imported = [f"import {name}" for name in HEAVY if name in set(sys.modules) - before]
    worked = sorted({f"WORKSHOP: {line['did']}" for line in Workshop(namespace).journal()})
    return engine, (*imported, *opened, *worked)


def _last_line(error: str) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    place = next((line.strip() for line in reversed(lines) if line.strip().startswith("File ")), "")
    return f"{lines[-1].strip()} ({place.replace(str(PROJECT) + '/', '')})" if place else lines[-1].strip()


def main() -> None:
    """Arguments: the folder, the namespace, the file for the answer."""
    folder, namespace, answer = sys.argv[1:]
    found = {name: asdict(finding) for name, finding in inspect(Path(folder), namespace).items()}
    Path(answer).write_text(json.dumps(found, default=str), "utf-8")


if __name__ == "__main__":
    main()
