"""The checks of the exercises as DAGs: trigger `check_5_4`, and each requirement is a task with its verdict in the log.

Not an exercise itself: leave it as it is. It checks the starter beside it, on an Airflow and a database of the check's
own, just as `make check` does.
"""

import logging
import sys
from pathlib import Path
from typing import Any

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.starters import identifier, starter_path
from include.course.texts import Messages
from include.course.verdicts import PASS

log = logging.getLogger("airflow.task")


@task(task_display_name="run the check", retries=0)
def run_check(exercise: str) -> dict[str, dict[str, str]]:
    """Play the scenario of an exercise with the learner's DAGs; the verdict of each requirement."""
    from dataclasses import asdict

    from include.course import progress
    from include.course.check import check, place

    path, namespace = place(exercise, solution=False, file=str(Path(__file__).parent / starter_path(exercise).name))
    checked = check(exercise, path, namespace, Messages())
    if path == starter_path(exercise):
        progress.note_check(checked)
    return {verdict.requirement: asdict(verdict) for verdict in checked.verdicts}


def tell(verdict: dict[str, str], truth: str) -> None:
    """Succeed for PASS, be skipped where nothing was judged, else fail; the log begins with the message."""
    lines = [f"{verdict['state']}: {verdict['evidence']}", truth, verdict["next_step"]]
    say = log.info if verdict["state"] == PASS else log.warning
    for line in filter(None, lines):
        say(line)
    if verdict["state"] in ("NOT STARTED", "NOT RUN"):
        raise AirflowSkipException(verdict["state"])
    if verdict["state"] != PASS:
        sys.exit(1)  # an exception would bury the message under its traceback


def make_dag(exercise: str, messages: Messages) -> Any:
    """The DAG that checks an exercise."""

    @dag(
        dag_id=f"check_{identifier(exercise)}",
        schedule=None,
        max_active_runs=1,
        tags=["course", exercise],
        is_paused_upon_creation=False,
        doc_md=__doc__,
    )
    def check_exercise() -> None:
        verdicts = run_check(exercise)
        for requirement in messages.requirements(exercise):

            @task(
                task_id=f"R{int(requirement[1:]):02}",  # the grid sorts by it
                task_display_name=f"{requirement}: {messages.title(exercise, requirement)}",
                retries=0,
            )
            def judge(verdicts: dict[str, dict[str, str]], name: str) -> None:
                if name not in verdicts:
                    raise AirflowSkipException("this is not asked of the file in the form that it has")
                verdict = verdicts[name]
                known = verdict["misconception"]
                tell(verdict, f"{known}: {Messages().misconception(known)}" if known else "")

            judge(verdicts, requirement)

    return check_exercise()


MESSAGES = Messages()
for number in MESSAGES.exercises():
    make_dag(number, MESSAGES)
