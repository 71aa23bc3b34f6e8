"""Check an exercise: its files go to a fresh Airflow in a process of its own, with a time limit."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from include.course.fresh_database import copy_database
from include.course.starters import identifier, solution_path, starter_path
from include.course.texts import Messages
from include.course.verdicts import NOT_RUN, PASS, Checked, Finding, Verdict
from include.errors import BundleError, SettingsError
from include.proxy import sparing_this_machine
from include.settings import Settings

LIMIT_SECONDS = 300
"""Of one check; the first one ever also converts the model."""
LOG_LINES = 15


class CheckError(BundleError):
    """The check itself could not be done; nothing is said about the exercise."""

    exit_code = 2


def check(exercise: str, path: Path, namespace: str, messages: Messages) -> Checked:
    """Verdicts of all requirements.

    Args:
        path: the learner's file, or a folder with several.
        namespace: what names of assets and DAGs begin with.

    Raises:
        CheckError: the process that checks broke down.
        SettingsError: there is no such file.
    """
    found = {name: Finding(**finding) for name, finding in inspected(exercise, path, namespace).items()}
    return told(exercise, path, found, messages)


def told(exercise: str, path: Path, found: Mapping[str, Finding], messages: Messages) -> Checked:
    """Findings as the learner reads them."""
    verdicts = tuple(_verdict(exercise, name, finding, messages) for name, finding in found.items())
    return Checked(exercise, path.name, verdicts)


def inspected(exercise: str, path: Path, namespace: str, *options: str) -> Any:
    """Answer of the process that inspects files: see `inspection`.

    Raises:
        CheckError: it broke down.
        SettingsError: there is no such file.
    """
    if not path.exists():
        raise SettingsError(f"{path} does not exist; `make reset E={exercise}` makes the starter again")
    with tempfile.TemporaryDirectory(prefix="check-") as folder:
        home = Path(folder)
        if path.is_dir():
            shutil.copytree(path, home / "dags", ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (home / "dags").mkdir()
            shutil.copy(path, home / "dags")
        return _answer(home, exercise, str(home / "dags"), namespace, str(home / "answer.json"), *options)


def place(exercise: str, solution: bool, file: str) -> tuple[Path, str]:
    """What to check, and its namespace."""
    if solution:
        return solution_path(exercise), f"solution_{identifier(exercise)}"
    return (Path(file) if file else starter_path(exercise)), f"exercise_{identifier(exercise)}"


def _answer(home: Path, *arguments: str) -> Any:
    copy_database(home / "airflow.db")
    (home / "airflow.cfg").touch()  # or Airflow would look up and write down the defaults of all providers
    answer = home / "answer.json"
    command = [sys.executable, "-m", "include.course.inspection", *arguments]
    with (home / "log").open("w+", encoding="utf-8") as log:
        try:
            subprocess.run(  # noqa: S603 - our own module
                command, env=_environment(home), stdout=log, stderr=log, timeout=LIMIT_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise CheckError(
                f"the check was stopped after {LIMIT_SECONDS} s; does a task wait for something?"
            ) from None
        if not answer.exists():
            log.seek(0)
            tail = "\n".join(log.read().splitlines()[-LOG_LINES:])
            raise CheckError(f"the check broke down; its last lines:\n{tail}")
        return json.loads(answer.read_text("utf-8"))


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the caller's Airflow, store or documents reaches the check; only the model is the same."""
    names = {name.upper() for name in Settings.__dataclass_fields__} - {"EMBEDDING_RUNTIME", "MODEL_CACHE"}
    foreign = (
        "AIRFLOW",
        "_AIRFLOW",
        "COURSE_",
        "OPENLINEAGE_",
    )  # `_AIRFLOW…` says inside a task that there is no database
    kept = {k: v for k, v in os.environ.items() if not k.startswith(foreign) and k not in names}
    root = str(Path(__file__).resolve().parent.parent.parent)
    return kept | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "COURSE_DATA": str(home / "data"),
        "HF_HUB_OFFLINE": "1",
        "PYTHONPATH": root,
        **sparing_this_machine(os.environ),
    }


def _verdict(exercise: str, name: str, finding: Finding, messages: Messages) -> Verdict:
    evidence = messages.evidence(finding.evidence, finding.values) if finding.evidence else ""
    quiet = finding.state in (PASS, NOT_RUN)
    step = "" if quiet else messages.next_step(exercise, name, finding)
    return Verdict(name, finding.state, finding.misconception, evidence, step)
