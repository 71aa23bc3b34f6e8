"""Check an exercise: its files go to a fresh Airflow in processes of their own, with a time limit."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from include.course import known_answers
from include.course.forked_jobs import JobError, do, end_warm_parents, last_lines, surroundings, warm_parents
from include.course.fresh_database import copy_database
from include.course.inspection import inspect
from include.course.starters import identifier, solution_path, starter_path
from include.course.texts import Messages
from include.course.verdicts import NOT_RUN, PASS, Checked, Finding, Verdict
from include.errors import BundleError, SettingsError

LIMIT_SECONDS = 300
"""Of one check; the first one ever also converts the model."""


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
    found = {name: Finding(**finding) for name, finding in inspected(inspect, exercise, path, namespace).items()}
    return told(exercise, path, found, messages)


def told(exercise: str, path: Path, found: Mapping[str, Finding], messages: Messages) -> Checked:
    """Findings as the learner reads them."""
    verdicts = tuple(_verdict(exercise, name, finding, messages) for name, finding in found.items())
    return Checked(exercise, path.name, verdicts)


def inspected(job: Callable[..., Any], exercise: str, path: Path, namespace: str) -> Any:
    """Answer of a job of `inspection`, about the files as they are now.

    Raises:
        CheckError: its process broke down.
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
        return _answer(home, job, number=exercise, folder=str(home / "dags"), namespace=namespace)


def place(exercise: str, solution: bool, file: str) -> tuple[Path, str]:
    """What to check, and its namespace."""
    if solution:
        return solution_path(exercise), f"solution_{identifier(exercise)}"
    return (Path(file) if file else starter_path(exercise)), f"exercise_{identifier(exercise)}"


def _answer(home: Path, job: Callable[..., Any], **named: str) -> Any:
    copy_database(home / "airflow.db")
    addresses = [parent.address for parent in warm_parents()]
    with (home / "log").open("w+", encoding="utf-8") as log:
        try:
            return do(addresses[0], job, _environment(home), log.fileno(), LIMIT_SECONDS, parents=addresses, **named)
        except TimeoutError:
            end_warm_parents()
            raise CheckError(
                f"the check was stopped after {LIMIT_SECONDS} s; does a task wait for something?"
            ) from None
        except JobError as error:
            end_warm_parents()
            log.seek(0)
            raise CheckError(f"the check broke down; its last lines:\n{last_lines(log.read()) or error}") from None


def _environment(home: Path) -> dict[str, str]:
    """An Airflow and a workshop of the check's own."""
    return surroundings() | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGBAG_IMPORT_ERROR_TRACEBACK_DEPTH": "30",  # down to the learner's own line
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(home / "plugins"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{quote(str(home))}/airflow.db",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "COURSE_DATA": str(home / "data"),
        known_answers.VARIABLE: str(known_answers.FOLDER),
    }


def _verdict(exercise: str, name: str, finding: Finding, messages: Messages) -> Verdict:
    evidence = messages.evidence(finding.evidence, finding.values) if finding.evidence else ""
    quiet = finding.state in (PASS, NOT_RUN)
    step = "" if quiet else messages.next_step(exercise, name, finding)
    return Verdict(name, finding.state, finding.misconception, evidence, step)
