"""What a form asks for is done once in a run, also when the task is tried again, or the run is cleared long after."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from typing import Any

from airflow.sdk import get_current_context
from airflow.sdk.execution_time.context import NEVER_EXPIRE

log = logging.getLogger(__name__)
BEGUN, DONE = "begun", "done"


class Attempt(Enum):
    """What earlier tries of this run have done."""

    FIRST = ""
    """Nothing."""
    AGAIN = BEGUN
    """Maybe all of it: one began, and was lost before it could say that it had ended."""
    DONE = DONE
    """All of it; there is nothing left to do."""


@contextmanager
def once(what: str) -> Iterator[Attempt]:
    """Say what is left to do, and keep that it is done when the block ends without an error.

    Kept with the task of this run, and gone with the run.
    """
    store = _store()
    attempt = Attempt(store.get(what, default=""))
    if attempt is Attempt.DONE:
        log.info("%s: this run has done it before; trigger a new run to do it again", what)
    else:
        store.set(what, BEGUN, retention=NEVER_EXPIRE)
    yield attempt
    store.set(what, DONE, retention=NEVER_EXPIRE)


def kept(what: str, choose: Callable[[], str]) -> str:
    """Returns what the first try of this run has chosen."""
    found = _store().get(what)
    if not isinstance(found, str):
        found = choose()
        _store().set(what, found, retention=NEVER_EXPIRE)
    return found


def asked_at() -> datetime:
    """Says when somebody sent the form of this run off; a second try or a Clear does not change it."""
    context: dict[str, Any] = dict(get_current_context())
    asked: datetime = context["dag_run"].run_after
    return asked


def _store() -> Any:
    context: dict[str, Any] = dict(get_current_context())
    return context["task_state_store"]
