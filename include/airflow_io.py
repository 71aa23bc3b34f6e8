"""Between Airflow and the four steps: settings, provenance, events, progress and errors.

An event is a doorbell: what it says is logged for whoever watches, and nothing is decided by it.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, Protocol

from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, get_current_context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.errors import BundleError
from include.provenance import Event, Provenance
from include.settings import Settings

log = logging.getLogger(__name__)

LASTING = 2
"""Exit code of errors that a retry does not mend: settings, names, permissions."""
PROGRESS_SECONDS = 5.0


class Report(Protocol):
    """What every step returns."""

    @property
    def worked(self) -> bool:
        """Whether anything changed."""

    @property
    def event(self) -> Event:
        """Extra of the asset event."""


def woken_by(asset: Asset, minute: int) -> AssetOrTimeSchedule:
    """An event of the asset, and every hour at that minute: the sweep finds what a lost event would have announced."""
    return AssetOrTimeSchedule(timetable=sweep(minute), assets=[asset])


def sweep(minute: int) -> CronTriggerTimetable:
    """Every hour at that minute."""
    return CronTriggerTimetable(f"{minute} * * * *", timezone="UTC")


def provenance() -> Provenance:
    """This run, as it is kept with a commit."""
    return Provenance(run=f"{get_current_context()['dag_run'].dag_id} {get_current_context()['run_id']}")


def form() -> dict[str, Any]:
    """What was typed into the trigger form."""
    return dict(get_current_context()["params"])


def name_map_index(variable: str, name: str) -> None:
    """Give a mapped task a name that a person can read; `map_index_template` shows the variable."""
    context: dict[str, Any] = get_current_context()  # type: ignore[assignment]
    context[variable] = name
    log.info("%s", name)


def log_events(asset: Asset) -> None:
    """First line of a task: the events that woke it, with what they carry; a run by hand or by the sweep has none."""
    events = sorted(get_current_context()["triggering_asset_events"].for_asset(name=asset.name), key=_timestamp)
    for event in events:
        sender = event.source_run_id or "an event made by hand"
        log.info("woken by %s: %s (%s)", asset.name, _flat(event.extra) or "no metadata", sender)
    if not events:
        log.info("no event: looking for everything that changed since the last finished version")


def announce(asset: Asset, report: Report) -> None:
    """Last line of a task: what was done, in numbers; the event is sent when there was something to do.

    Raises:
        AirflowSkipException: nothing changed; the task is skipped and nobody is woken.
    """
    if not report.worked:
        raise AirflowSkipException(f"nothing to do: {_flat(report.event)}")
    get_current_context()["outlet_events"][asset].extra = dict(report.event)
    log.info("%s: %s", asset.name, _flat(report.event))


def log_summary(what: str, record: Any) -> None:
    """A line that says what was done, in the fields of a record."""
    log.info("%s: %s", what, _flat(asdict(record)))


@contextmanager
def task_settings() -> Iterator[Settings]:
    """Settings for the work inside; an error of the bundle ends the task with its one line.

    Raises:
        AirflowFailException: it would fail again; other errors are retried.
    """
    try:
        yield Settings.from_environment()
    except BundleError as error:
        log.error("%s", error)  # noqa: TRY400 - the line is for a person, the traceback follows anyway
        if error.exit_code == LASTING:
            raise AirflowFailException(str(error)) from error
        raise


class LoggedProgress:
    """Progress as log lines: at the beginning, every few seconds, at the end."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._next = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next and done < total:
            return
        self._next = now + PROGRESS_SECONDS
        rate = done / (now - self._begun) if done else 0.0
        left = f", {(total - done) / rate:.0f} s left" if rate and done < total else ""
        log.info("%s %d of %d%s%s", what, done, total, f", {rate:.1f} a second" if rate else "", left)


def _timestamp(event: Any) -> Any:
    return event.timestamp


def _flat(extra: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in extra.items())
