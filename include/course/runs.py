"""One run of a learner's DAG, in a process that was forked for it and has read the files for it."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from include.course import airflow_inside
from include.course.parsing import COPY, hurry, last_line, read

LONGEST_LOG = 50_000
"""Characters of a log that are looked at, its last ones."""


def run(
    folder: str,
    retries: bool,
    dag_id: str,
    form: dict[str, Any] | None = None,
    only: str = "",
    events: list[int] | None = None,
    waiting: int | None = None,
) -> dict[str, str]:
    """Run a DAG. A job.

    Args:
        folder: with the learner's files.
        retries: let Airflow try a failed task again, at once.
        form: what somebody has filled in.
        only: a task; the others are marked as done.
        events: ids of those that woke it.
        waiting: key of the run to be run, which the scheduler has made; without it one is made.

    Returns:
        `run_id`, empty where no run was made; `error`: the last line of what a task raised; `log`: what was logged.
    """
    from airflow.sdk.exceptions import ParamValidationError

    files = _Files(Path(folder), retries)
    if not (dag := files.dag(dag_id)):
        return {"run_id": "", "error": files.error or f"the files no longer have a DAG {dag_id}"}
    errors: list[str] = []
    logged: list[str] = []
    others = f"(?!{re.escape(only)}$).*" if only else None
    when = {} if waiting is None else {"logical_date": None}
    with airflow_inside.watched(errors.append, files.task), _made(events, waiting), _heard(logged.append):
        try:
            done = dag.test(run_conf=form or None, mark_success_pattern=others, **when)
        except ParamValidationError as error:  # no run is made, as when somebody triggers it so
            return {"run_id": "", "error": f"{type(error).__name__}: {error}".splitlines()[0]}
    raised = COPY.sub("", errors[-1]) if errors else ""
    return {"run_id": done.run_id, "error": raised, "log": "".join(logged)}


def _made(events: list[int] | None, waiting: int | None) -> AbstractContextManager[None]:
    if events is not None:
        return airflow_inside.run_with_events(events)
    return nullcontext() if waiting is None else airflow_inside.waiting_run(waiting)


@contextmanager
def _heard(note: Callable[[str], object]) -> Iterator[None]:
    """Inside, whatever is printed or logged goes into a file; in the end it goes to where it would have gone."""
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as file:
        places = {number: os.dup(number) for number in (1, 2)}
        _turn(dict.fromkeys(places, file.fileno()))
        try:
            yield
        finally:
            _turn(places)
            for place in places.values():
                os.close(place)
            file.seek(0)
            text = file.read()
            note(text[-LONGEST_LOG:])
            sys.stdout.write(text)


def _turn(places: dict[int, int]) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    for number, place in places.items():
        os.dup2(place, number)


class _Files:
    """The learner's files, read again for each task: in Airflow each has a process of its own."""

    def __init__(self, folder: Path, retries: bool) -> None:
        self._folder, self._retries = folder, retries
        self.error = ""

    def dag(self, dag_id: str) -> Any:
        """A DAG that has not run yet; None where there is none."""
        bag = read(self._folder)
        self.error = next(map(last_line, bag.import_errors.values()), "")
        if dag := bag.dags.get(dag_id):
            hurry(dag, self._retries)
            dag.deadline = None  # the database has its alerts; `dag.test` cannot end a DAG that has them itself
        return dag

    def task(self, known: Any) -> Any:
        """The same task of files that have just been read; the one that is known where they have it no more."""
        dag = self.dag(known.dag_id)
        return dag.task_dict.get(known.task_id, known) if dag else known
