"""What several exercises ask for in the same way."""

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from include.course.evidence import Event, Run
from include.course.mistakes import catches_skip, of_airflow_2
from include.course.observations import Observations
from include.course.verdicts import PASS, WRONG, Finding

NEAR = timedelta(minutes=5)
"""So far the time in an event's metadata may be from that of the event: whoever writes it may have work before."""


def parsing(seen: Observations) -> Finding:
    """Reading the files does no work."""
    if seen.parsed_with:
        return Finding(WRONG, "work_at_parse", {"what": ", ".join(seen.parsed_with)}, "M13")
    return Finding(PASS, "cheap")


def empty_extra(row: Event, run: Run, of_events: Container[str] | None = None) -> Finding | None:
    """An event without metadata, and where the metadata went.

    Args:
        of_events: keys of events, where each asset was asked to have an extra of its own; else any is a sign.
    """
    if row.extra:
        return None
    returned = next((value for value in run.returned.values() if value), None)
    if returned is not None:
        return Finding(WRONG, "returned_instead", {**row.quoted, "returned": returned, "dag": run.dag_id}, "M01")
    if row.asset_extra and (of_events is None or any(key in of_events for key in row.asset_extra)):
        return Finding(WRONG, "extra_of_the_asset", {**row.quoted, "asset_extra": dict(row.asset_extra)}, "M04")
    return Finding(WRONG, "empty_extra", row.quoted)


def too_early(row: Event, journal: Iterable[Mapping[str, Any]], table: str) -> Finding | None:
    """An event that is older than the table that it tells of: whoever it wakes may load the one before.

    Args:
        journal: of one run of the event's DAG, and of DAGs that leave this table alone.
    """
    saved = [datetime.fromisoformat(line["at"]) for line in journal if line["did"] == "save" and line["table"] == table]
    if not saved or row.timestamp.astimezone(UTC) >= saved[-1]:
        return None
    values = {**row.quoted, "table": table, "event": row.timestamp.isoformat(), "saved": saved[-1].isoformat()}
    return Finding(WRONG, "event_before_table", values)


def failure(seen: Observations, run: Run, otherwise: str = "") -> Finding:
    """A run that failed, by a name of Airflow 2 perhaps."""
    return Finding(WRONG, "run_failed", run.failure, "M81" if of_airflow_2(seen.sources) else otherwise)


def nothing_new(seen: Observations) -> str:
    """What is believed where there is an event though nothing changed."""
    return "M82" if catches_skip(seen.sources) else "M14"


def started_by_hand(runs: Iterable[Run]) -> Finding | None:
    """A run that another DAG has started by its id, where an asset should wake it."""
    by_hand = [run for run in runs if run.kind not in ("asset_triggered", "scheduled")]
    return Finding(WRONG, "started_by_hand", {"dag": by_hand[0].dag_id, "run": by_hand[0].run_id}) if by_hand else None


def time_of(told: Any) -> datetime | None:
    """A time as it was written; None where it is none, or does not say its zone."""
    try:
        time = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return time if time.utcoffset() is not None else None


def untimely(row: Event) -> Finding | None:
    """A `timestamp` in the metadata that is naive, not in UTC, or not the time of the event."""
    time = time_of(row.extra["timestamp"])
    if time is None:
        return Finding(WRONG, "naive_time", {**row.quoted, "time": row.extra["timestamp"]}, "M18")
    if time.utcoffset() != timedelta(0):
        return Finding(WRONG, "time_not_utc", {**row.quoted, "time": row.extra["timestamp"]})
    if abs(time - row.timestamp.astimezone(UTC)) > NEAR:
        return Finding(WRONG, "another_time", {**row.quoted, "time": row.extra["timestamp"]})
    return None
