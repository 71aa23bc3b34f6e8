"""Progress of long work in Airflow: log lines, and a record in the state store of the task.

The store is shown on the task's page (*Storage*, *Task State Store*), where it follows the running task, and read at
`…/dagRuns/{run}/taskInstances/{task}/state-store/progress` (`?map_index=` for a shard). It outlives a try, so the next
one can tell where the one before stopped. Anybody with the right may edit it: it is shown and never believed. What is
left to do the tables say.
"""

import logging
import time
from datetime import UTC, datetime
from typing import Any

from airflow.sdk import get_current_context

from include.durations import duration

log = logging.getLogger(__name__)

KEY = "progress"
SECONDS = 5.0
"""A line at least so often while something moves, and the store at most so often: each write is a request."""
SHARE = 0.1
"""Or a line when so much of the whole was done since the last."""


class LoggedProgress:
    """A line every 10 % or 5 s, with rate and remaining time; in the store every 5 s and at the end."""

    def __init__(self) -> None:
        context: dict[str, Any] = dict(get_current_context())
        self._store = context["task_state_store"]
        self._try = int(context["ti"].try_number)
        self._begun = self._logged = self._stored = 0.0
        self._said = 0
        self._before = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._begun:
            self._begun = self._logged = self._stored = now
            self._before = self._former_tries()
        elif done < total and now - self._logged < SECONDS and done - self._said < total * SHARE:
            return
        self._logged, self._said = now, done
        rate = done / (now - self._begun) if now > self._begun else 0.0
        left = (total - done) / rate if rate else 0.0
        log.info("%s %s", _sentence(what, done, total), _speed(rate, left))
        if done >= total or now - self._stored >= SECONDS:
            self._stored = now
            self._remember(what, done, total, rate, left)

    def _former_tries(self) -> int:
        """How many the tries before had done; said in the log."""
        try:
            former = self._store.get(KEY)
        except Exception as error:  # whatever the reason, the work does not need it
            log.warning("the task state store cannot be read: %s", error)
            return 0
        if not isinstance(former, dict) or former.get("state") != "running" or former.get("try") == self._try:
            return 0
        done, before = (former.get(name) for name in ("done", "done_before"))
        if not isinstance(done, int) or not isinstance(before, int):
            return 0
        log.info("%s in the try before, at %s; the rest follows", former.get("says"), former.get("at"))
        return before + done

    def _remember(self, what: str, done: int, total: int, rate: float, left: float) -> None:
        record = {
            "says": _sentence(what, done, total),
            "state": "running" if done < total else "finished",
            "done": done,
            "total": total,
            "a_second": round(rate, 1),
            "seconds_left": round(left),
            "done_before": self._before,
            "try": self._try,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        try:
            self._store.set(KEY, record)
        except Exception as error:  # the record is for whoever watches; the work goes on without
            log.warning("the task state store cannot be written: %s", error)


def _sentence(what: str, done: int, total: int) -> str:
    return f"{what} {done:,} of {total:,} ({done / max(1, total):.0%})"


def _speed(rate: float, left: float) -> str:
    if not rate:
        return "begins"
    return f"{rate:,.1f} a second" + (f", {duration(left)} left" if left else "")
