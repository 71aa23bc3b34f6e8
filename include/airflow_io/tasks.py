"""Brings Airflow and the four steps together: settings, provenance, events and errors.

An event is a doorbell: what it says is logged for whoever watches, and nothing is decided by it.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Protocol

from airflow.sdk import (
    Asset,
    AssetAlias,
    AssetAny,
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
    get_current_context,
)
from airflow.sdk.exceptions import AirflowRuntimeError, AirflowSkipException

from include.airflow_io.connections import connected
from include.airflow_io.forms import checked_form
from include.airflow_io.source_trigger import ANNOUNCED, COMPLETED, HEARD, Mark
from include.errors import BundleError, Lasting
from include.pipeline.freshness.events import is_by_hand, metadata
from include.provenance import Event, Provenance, run_of_task
from include.settings import Settings

if TYPE_CHECKING:
    from include.pipeline.freshness.events import AssetEvent

log = logging.getLogger(__name__)

RETRIES: dict[str, Any] = {
    "retries": 6,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=5),
    "retry_policy": ExceptionRetryPolicy(
        rules=[RetryRule(exception=Lasting, action=RetryAction.FAIL, reason="it would fail again")]
    ),
}
"""For `default_args`. A passing fault is mostly a restart or throttling, over in seconds: 10 s, then twice as long each
time (Airflow adds up to as much again, so that tasks do not all come back at once), 5 minutes at most: 10 to 15 minutes
in all. That is as long as a document may take to be searchable; what lasts longer is an incident and shows as a failed
run, and the hourly sweep tries again. A lasting fault fails at once."""
LONGEST_EXTRA = 500
"""A log line has no more characters; a queue may hand over ten messages at once."""


class Report(Protocol):
    """What every step returns."""

    @property
    def worked(self) -> bool:
        """Whether anything changed."""

    @property
    def event(self) -> Event:
        """Extra of the asset event."""


def woken_by(*assets: Asset, minute: int) -> AssetOrTimeSchedule:
    """Wakes a DAG by an event of any asset, and every hour at that minute: the sweep finds what an event lost."""
    return AssetOrTimeSchedule(timetable=sweep(minute), assets=AssetAny(*assets))


def sweep(minute: int) -> CronTriggerTimetable:
    """Wakes a DAG every hour, at that minute."""
    return CronTriggerTimetable(f"{minute} * * * *", timezone="UTC")


def provenance() -> Provenance:
    """Returns this run, as it is kept with a commit."""
    context = get_current_context()
    return Provenance(run_of_task(context["dag_run"].dag_id, context["run_id"], context["ti"].task_id))


def form() -> dict[str, Any]:
    """Returns what was typed into the trigger form.

    Raises:
        SettingsError: a field that the form does not have, or a value that nothing can be done with.
    """
    context = get_current_context()
    return checked_form(context["params"], tuple(context["dag"].params))


def name_map_index(variable: str, name: str) -> None:
    """Give a mapped task a name that a person can read; `map_index_template` shows the variable."""
    context: dict[str, Any] = get_current_context()  # type: ignore[assignment]
    context[variable] = name
    log.info("%s", name)


def log_events(asset: Asset) -> None:
    """First line of a task: the events that woke it, with what they carry; a run by hand or by the sweep has none."""
    events = sorted(get_current_context()["triggering_asset_events"].for_asset(name=asset.name), key=_timestamp)
    for event in events:
        told = shorten(_flat(_told(event.extra)), LONGEST_EXTRA)
        log.info("woken by %s: %s (%s)", asset.name, told or "no metadata", _sender(event))
    if not events:
        log.info("no event: looking for everything that changed since the last finished version")


def note_heard(asset: Asset) -> int:
    """Tell the watcher of an observed source which announcements this run knows of; call it before reading the source.

    Returns:
        Number of the newest one. From the events too: the watcher notes in the store what it announced a little later.
    """
    context = get_current_context()
    told = [
        Mark.of(_told(event.extra)).number
        for event in context["triggering_asset_events"].for_asset(name=asset.name)
        if not is_by_hand(metadata(event.extra))
    ]
    store = context["asset_state_store"][asset]
    number = max(Mark.of(store.get(ANNOUNCED)).number, *told, 0)
    store.set(HEARD, asdict(Mark(number=number)))
    return number


def note_completed(asset: Asset, fingerprint: str, announcement: int) -> None:
    """Tell the watcher of an observed source what is published; call it when it is."""
    get_current_context()["asset_state_store"][asset].set(COMPLETED, asdict(Mark(fingerprint, announcement)))


def announce(asset: Asset, report: Report, alias: AssetAlias | None = None) -> None:
    """Last line of a task: what was done, in numbers; the event is sent when there was something to do.

    Args:
        alias: what the task names as its outlet, where another DAG makes the asset by itself.

    Raises:
        AirflowSkipException: nothing changed; the task is skipped and nobody is woken.
    """
    if not report.worked:
        raise AirflowSkipException(f"nothing to do: {_flat(report.event)}")
    if alias:
        announce_updates(alias, {asset: report})
        return
    get_current_context()["outlet_events"][asset].extra = dict(report.event)
    log.info("%s: %s", asset.name, _flat(report.event))


def announce_updates(alias: AssetAlias, reports: Mapping[Asset, Report]) -> None:
    """Send an event for each asset that changed; a task whose outlets are plain assets would wake everybody."""
    for asset, report in reports.items():
        if report.worked:
            get_current_context()["outlet_events"][alias].add(asset, extra=dict(report.event))
            log.info("%s: %s", asset.name, _flat(report.event))


def inlet_events(assets: Iterable[Asset], since: datetime) -> "list[AssetEvent]":
    """Returns events of assets (inlets of the task) as plain records, from a moment on.

    Of an asset whose events Airflow cannot tell there are none, and a line says so: one event that somebody made with
    NaN in it is enough, and what only reports must go on.
    """
    from include.pipeline.freshness.events import AssetEvent

    accessors = get_current_context()["inlet_events"]
    found: list[AssetEvent] = []
    for asset in assets:
        try:
            told = list(accessors[asset].after(since.isoformat()))
        except AirflowRuntimeError as error:
            log.warning("the events of %s cannot be read, its times are missing: %s", asset.name, error)
            continue
        found += [
            AssetEvent(asset.name, event.timestamp, metadata(event.extra), len(event.created_dagruns)) for event in told
        ]
    return found


def log_lines(lines: Iterable[str]) -> None:
    """What a person reads in the log."""
    for line in lines:
        log.info("%s", line)


def log_summary(what: str, record: Any) -> None:
    """Logs one line that says what was done, in the fields of a record."""
    log.info("%s: %s", what, _flat(asdict(record)))


@contextmanager
def task_settings() -> Iterator[Settings]:
    """Settings for the work inside, the Airflow connections among them.

    An error of the bundle is logged as its one line; `RETRIES` decides whether the task is tried again.
    """
    try:
        with connected():
            yield Settings.from_environment()
    except BundleError as error:
        log.error("%s", error)  # noqa: TRY400 - the line is for a person, the traceback follows anyway
        raise


def _timestamp(event: Any) -> Any:
    return event.timestamp


def _told(extra: Any) -> Mapping[str, Any]:
    """What a watcher wrote is one level down."""
    told = metadata(extra)
    payload = told.get("payload")
    return payload if told.get("from_trigger") and isinstance(payload, Mapping) else told


def _sender(event: Any) -> str:
    if metadata(event.extra).get("from_trigger"):
        return "the watcher"
    return event.source_run_id or "an event made by hand"


def _flat(extra: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {str(value)[:LONGEST_EXTRA]}" for name, value in extra.items())
