"""How long Airflow would wait before it tries a task again, by what the learner says; in a check nobody waits."""

from contextlib import suppress
from datetime import timedelta
from typing import Any


def declared(dag: Any, error: Exception) -> float:
    """Seconds before the first retry after an error, of the task of a DAG that waits least; 0 where none is retried."""
    waits = [_wait(task, error) for task in dag.tasks if task.retries]
    return min(waits, default=timedelta(0)).total_seconds()


def _wait(task: Any, error: Exception) -> timedelta:
    wait: timedelta = task.retry_delay
    with suppress(Exception):  # a policy of the learner's own may want what only a run has
        own = task.retry_policy.evaluate(error, 1, task.retries) if task.retry_policy else None
        wait = own.retry_delay if own and own.retry_delay is not None else wait
    return wait
