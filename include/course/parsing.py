"""Reading a learner's files as Airflow does, in a process that was forked for it; and what that did beside."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from include.course import faults, pauses
from include.course.parse_watching import watched
from include.settings import PROJECT

HEAVY = ("torch", "sentence_transformers", "transformers", "openvino", "tokenizers", "qdrant_client", "deltalake")
OWN = "include"
"""Our own modules are loaded again where a file asks for one: what that loads is noted, too."""
OF_OTHERS = ("site-packages", "<frozen", "/lib/python", str(PROJECT / "include"))
"""Where lines of a traceback lie that are not the learner's."""
FOLDER = re.compile(r"(?<=File \")[^\"]*/")
COPY = re.compile(r"[^\s\"'(]*/check-\w+/(?:dags/)?")
"""Where the copy of the learner's files lies that a check reads."""
_light: set[str] = set()


def note_loaded() -> None:
    """What is loaded by now is loaded wherever a DAG is parsed; what comes later is as if it were not."""
    _light.update(sys.modules)


def read(folder: Path) -> Any:
    """The DAGs of a folder as the learner wrote them: a `BundleDagBag`."""
    from airflow.dag_processing.dagbag import BundleDagBag

    return BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder")


def hurry(dag: Any, retries: bool) -> None:
    """Let no task of a DAG wait.

    Args:
        retries: let Airflow try a failed task again, at once; else a fault that is there stays there.
    """
    for task in dag.tasks:
        _hurry(task, retries)


def parse(folder: str, retries: bool) -> dict[str, Any]:
    """Put the DAGs of a folder into the metadata database. A job.

    Returns:
        `dags`: ids of the tasks of each; `forms`: names of the fields in the form of each; `pauses`: seconds before a
        task of each is tried again; `errors`: what could not be read; `did`: what reading did beside.
    """
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import sync_bag_to_db

    DagBundlesManager().sync_bundles_to_db()  # type: ignore[no-untyped-call]
    with _fresh_modules() as imported, watched(Path(folder)) as did:
        bag = read(Path(folder))
        away = import_module(faults.__name__).ServiceAwayError("away")  # the class that the files have just imported
        waits = {name: pauses.declared(dag, away) for name, dag in bag.dags.items()}
    for dag in bag.dags.values():
        hurry(dag, retries)
    if not bag.import_errors:  # with their retries set: a run that the scheduler makes takes them from there
        sync_bag_to_db(bag, "dags-folder", None)
    return {
        "dags": {name: [task.task_id for task in dag.tasks] for name, dag in bag.dags.items()},
        "forms": {name: list(dag.params) for name, dag in bag.dags.items()},
        "pauses": waits,
        "errors": list(bag.import_errors.values()),
        "did": [*(f"import {name}" for name in HEAVY if name in imported), *did],
    }


@contextmanager
def _fresh_modules() -> Iterator[set[str]]:
    """Inside, what tasks load is not loaded yet; gives the names of the packages that somebody then imports."""
    away = {name: module for name, module in sys.modules.items() if name not in _light}
    asked = _Asked({name: module for name, module in away.items() if _package(name) != OWN})
    for name in away:
        del sys.modules[name]
    sys.meta_path.insert(0, asked)
    try:
        yield asked.packages
    finally:
        sys.meta_path.remove(asked)
        sys.modules.update(away)


class _Asked(MetaPathFinder, Loader):
    """Gives back the modules that were put away, and remembers which packages were asked for.

    They are not loaded a second time: libraries that are written in C do not bear it.
    """

    def __init__(self, away: dict[str, ModuleType]) -> None:
        self._away = away
        self.packages: set[str] = set()

    def find_spec(self, fullname: str, _path: Any = None, _target: Any = None) -> ModuleSpec | None:
        self.packages.add(_package(fullname))
        return ModuleSpec(fullname, self) if fullname in self._away else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._away[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """It has been."""


def _package(name: str) -> str:
    return name.partition(".")[0]


def _hurry(task: Any, retries: bool) -> None:
    """Let a task be tried again at once, or not at all. How often, and after what, stays as the learner says."""
    if not retries:
        task.retries = 0
        return
    task.retry_delay, task.retry_exponential_backoff = timedelta(0), 0
    if task.retry_policy is None:
        return
    decide = task.retry_policy.evaluate

    def at_once(*arguments: Any, **named: Any) -> Any:
        return replace(decide(*arguments, **named), retry_delay=None)

    task.retry_policy.evaluate = at_once


def last_line(error: str) -> str:
    """What an import error says, and in which line of the learner's file, if it says that."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    places = [line for line in lines if line.startswith("File ")]
    own = [line for line in places if not any(part in line for part in OF_OTHERS)]
    place = next(reversed(own or places), "")
    said = COPY.sub("", lines[-1])
    return f"{said} ({FOLDER.sub('', place)})" if place else said
