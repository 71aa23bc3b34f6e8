"""What exercise 5.7 asks for, R4 to R7: true delays, true alarms, a monitor that depends on nobody."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from include.course.exercise_5_7.scenario import LATE_AFTER, Moment, Report
from include.course.judges import failure, time_of
from include.course.observations import Observations, listed
from include.course.verdicts import PASS, WRONG, Finding

KEYS = ("published", "embed_seconds", "store_seconds", "late")
TOLERANCE = 1.0
"""Seconds, for whoever rounds."""
AT_MOST = timedelta(seconds=5)
"""Between the work of publishing and its event."""
NAIVE = "offset-naive"
"""Python says so when a time with a zone meets one without."""


def delays(seen: Observations) -> Finding:
    """R4: seconds of each hop, for every batch that an event told of."""
    counted = 0
    for name in ("young", "quiet", "delays", "healed"):
        report: Report | None = seen.notes.get(name)
        if report is None or (name == "young" and not report.rows):  # whether it breaks over what waits is R5's
            continue
        found = _unreadable(report) or _untrue(report)
        if found:
            return found
        counted = len(report.true_rows)
    longest = max(row["embed_seconds"] for row in seen.notes["delays"].rows.values())
    return Finding(PASS, "delays", {"count": counted, "hours": round(longest / 3600)})


def _unreadable(report: Report) -> Finding | None:
    if not report.rows:
        return Finding(WRONG, "no_report", report.run.failure, _naive(report))
    for batch_id, row in report.rows.items():
        missing = [key for key in KEYS if key not in row]
        if missing:
            return Finding(WRONG, "report_lacks", {"batch": batch_id, "row": row, "keys": ", ".join(missing)})
        time = time_of(row["published"])
        if time is None:
            return Finding(WRONG, "report_naive", {"batch": batch_id, "time": row["published"]}, "M18")
        if time.utcoffset():
            return Finding(WRONG, "report_not_utc", {"batch": batch_id, "time": row["published"]})
        if "T" not in str(row["published"]):
            return Finding(WRONG, "report_form", {"batch": batch_id, "time": row["published"]})
    return None


def _naive(report: Report) -> str:
    return "M18" if NAIVE in report.run.error else ""


def _untrue(report: Report) -> Finding | None:
    """The first batch whose delays are not those of its events."""
    for batch_id, (began, embedded, arrived) in report.true_rows.items():
        row: dict[str, Any] = report.rows.get(batch_id, {})
        for key, start, end in (("embed_seconds", began, embedded), ("store_seconds", embedded, arrived)):
            if row and abs(datetime.fromisoformat(row["published"]) - began[0]) > AT_MOST:
                values = {"batch": batch_id, "time": row["published"], "true": began[0].isoformat()}
                return Finding(WRONG, "published_untrue", values)
            if not row or not _is_true(row[key], start, end):
                told = row[key] if row else "nothing"
                values = {"batch": batch_id, "hop": key, "told": told, "true": _true(start, end)}
                return Finding(WRONG, "delay_untrue", values, "M37" if _shares(report, batch_id) else "")
    return None


def _is_true(told: Any, start: Moment | None, end: Moment | None) -> bool:
    if start is None or end is None:
        return told is None
    shortest, longest = ((a - b).total_seconds() for a, b in ((end[0], start[1]), (end[1], start[0])))
    return isinstance(told, int | float) and shortest - TOLERANCE <= told <= longest + TOLERANCE


def _true(start: Moment | None, end: Moment | None) -> float | None:
    return round((end[0] - start[0]).total_seconds(), 1) if start and end else None


def _shares(report: Report, batch_id: str) -> bool:
    """Whether another batch was embedded in the same event."""
    mine = report.true_rows[batch_id][1]
    return sum(embedded == mine for _, embedded, _ in report.true_rows.values()) > 1


def quiet(seen: Observations) -> Finding:
    """R5: no alarm while nothing is late."""
    for name in ("young", "quiet", "delays", "healed"):
        report: Report | None = seen.notes.get(name)
        if report is None or report.late:  # the chain of this learner left something: then the alarm is right
            continue
        if report.told_late:
            return _false_alarm(seen, report, report.told_late)
        if report.run.state != "success":
            return failure(seen, report.run, _naive(report))
    young: Report = seen.notes["young"]
    return Finding(PASS, "quiet", {"minutes": round(max(young.ages.values()).total_seconds() / 60), "hours": 20})


def _false_alarm(seen: Observations, report: Report, batches: Iterable[str]) -> Finding:
    batch_id = min(batches)
    if batch_id in report.ages:
        values = {"batch": batch_id, "minutes": _minutes(report.ages[batch_id]), "limit": _minutes(LATE_AFTER)}
        return Finding(WRONG, "young_is_late", values, "M39")
    was_late = any(batch_id in each.late for each in seen.notes.values() if isinstance(each, Report))
    known = "M38" if batch_id in report.unheard and not was_late else ""
    return Finding(WRONG, "arrived_is_late", {"batch": batch_id}, known)


def _no_age(found: Finding) -> Finding:
    """Not that somebody calls late whatever is not there: that ages are compared R5 has seen by then."""
    return replace(found, misconception="") if found.misconception == "M39" else found


def _minutes(age: timedelta) -> float:
    return round(age.total_seconds() / 60, 1)


def late(seen: Observations) -> Finding:
    """R6: a batch that waits for too long is reported, and only it; the run fails so that somebody sees it."""
    for name in ("one late", "both late", "monitored"):
        report: Report | None = seen.notes.get(name)
        if report is None:  # the clock does not start the monitor: that is R7's
            continue
        more, missed = report.told_late - report.late, report.late - report.told_late
        if more:
            return _no_age(_false_alarm(seen, report, more))
        if missed:
            silent = missed - report.true_rows.keys() - report.rows.keys()
            values = {"batch": min(silent or missed), "minutes": _minutes(report.ages[min(silent or missed)])}
            return Finding(WRONG, "late_untold", values, "M40" if silent == missed and report.rows else "")
        if report.run.state != "failed":
            return Finding(WRONG, "late_but_green", {"run": report.run.told, "batches": listed(report.late)})
    if found := _unannounced(seen):
        return found
    both: Report = seen.notes["both late"]
    return Finding(PASS, "late", {"batches": listed(both.late), "run": both.run.run_id})


def _unannounced(seen: Observations) -> Finding | None:
    """A batch of the table that no event told of: when it was published is known, also after it has arrived."""
    for name in ("one late", "both late", "healed"):
        report: Report = seen.notes[name]
        for batch_id in report.published.keys() - report.true_rows.keys():
            time, row = report.published[batch_id], report.rows.get(batch_id)
            if row is None:
                return Finding(WRONG, "healed_untold", {"batch": batch_id, "run": report.run.told})
            if abs(datetime.fromisoformat(row["published"]) - time) > AT_MOST:
                values = {"batch": batch_id, "time": row["published"], "true": time.isoformat()}
                return Finding(WRONG, "published_untrue", values)
    return None


def independence(seen: Observations) -> Finding:
    """R7: the monitor comes by time, whether or not an event came, and wakes nobody."""
    monitor = seen.dag("report_delays")
    outlets = [edge for edge in seen.produced if edge.dag_id == monitor]
    if outlets:
        return Finding(WRONG, "monitor_wakes", outlets[0].quoted)
    runs = [run for run in seen.steps["monitored"].run_of(monitor) if run.kind == "scheduled"]
    if runs:
        return Finding(PASS, "monitor_by_time", {"run": runs[0].run_id})
    woken = [edge for edge in seen.woken if edge.dag_id == monitor]
    if woken:
        return Finding(WRONG, "monitor_woken", woken[0].quoted, "M43")
    return Finding(WRONG, "monitor_never", {"dag": monitor})
