"""The freshness report as lines for a log, as Markdown and as JSON, kept beside the tables."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from include.durations import duration
from include.lake.reports import FOLDER, write_report
from include.pipeline.freshness.hops import NEXT_REASON, STAGES, Batch, Freshness
from include.pipeline.freshness.reasons import Stale

SHOWN = 20


def lines(report: Freshness) -> list[str]:
    """Returns what a person reads in the log."""
    told = [
        ", ".join((f"{batch.batch_id}: {batch.documents} documents", _state(batch, report), *_hops(batch)))
        for batch in report.batches[:SHOWN]
    ]
    told += _more(report.batches, "batches")
    told += [f"stranded: {line}" for line in _stranded(report)[:SHOWN]]
    told += [
        f"{stale.reason.words}: {stale.document}, {_since(stale, report.time)}{_detail(stale)}"
        for stale in report.stale[:SHOWN]
    ]
    told += _more(report.stale, "documents")
    told += [f"candidate {line}" for line in report.candidates]
    return told or ["no batch in the last day, and nothing waits"]


def markdown(report: Freshness) -> str:
    """Returns the whole report."""
    page = [
        f"# Freshness at {report.time:%Y-%m-%d %H:%M} UTC",
        f"{len(report.stale)} documents are not served as the source has them, {len(report.overdue)} are overdue.",
    ]
    if report.stale:
        rows = [
            (stale.document, stale.reason.words, _since(stale, report.time), stale.detail) for stale in report.stale
        ]
        page += ["## Documents that wait", _table(("document", "why", "since", "detail"), rows)]
    if report.candidates:
        page += ["## Models that are not served", "\n".join(f"- {line}" for line in report.candidates)]
    if report.batches:
        batches = [
            (batch.batch_id, str(batch.documents), _state(batch, report), ", ".join(_hops(batch)))
            for batch in report.batches
        ]
        page += ["## Batches of the last day", _table(("batch", "documents", "state", "hops"), batches)]
    if report.stranded:
        page += ["## Stranded events", "\n".join(f"- {line}" for line in _stranded(report))]
    return "\n\n".join(page) + "\n"


def as_json(report: Freshness) -> str:
    """Returns the same for programs: times in ISO 8601, delays in seconds."""
    record: dict[str, Any] = {
        "time": report.time.isoformat(),
        "limit_seconds": report.limit.total_seconds(),
        "overdue": len(report.overdue),
        "candidates": list(report.candidates),
        "batches": [
            {
                "batch_id": batch.batch_id,
                "documents": batch.documents,
                "reached": {stage: time.isoformat() for stage, time in batch.reached.items()},
                "hop_seconds": batch.hops,
                "seconds": batch.seconds,
            }
            for batch in report.batches
        ],
        "stranded": [{"asset": event.asset, "time": event.time.isoformat()} for event in report.stranded],
        "stale": [
            {
                "document": stale.document,
                "code": stale.reason.value,
                "reason": stale.reason.words,
                "since": stale.since.isoformat() if stale.since else None,
                "detail": stale.detail,
            }
            for stale in report.stale
        ],
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def store(report: Freshness, lake_uri: str) -> str:
    """Write `reports/freshness.md` and `.json` beside the tables; returns where.

    Raises:
        LakeError: they cannot be written.
    """
    where = f"{lake_uri}/{FOLDER}"
    for suffix, text in (("md", markdown(report)), ("json", as_json(report))):
        write_report(f"{where}/freshness.{suffix}", text)
    return where


def _state(batch: Batch, report: Freshness) -> str:
    if batch.seconds is not None:
        return f"searchable after {duration(batch.seconds)}"
    last = [stage for stage in STAGES if stage in batch.reached][-1]
    reason = NEXT_REASON[last]
    if any(stale.reason == reason for stale in report.stale):
        return reason.words
    return f"no event after {last}, and nothing waits"


def _stranded(report: Freshness) -> list[str]:
    return [
        f"the event of {event.asset} of {event.time:%H:%M:%S} started no run though work waits; "
        "the hourly sweep does it, or trigger the next DAG"
        for event in report.stranded
    ]


def _since(stale: Stale, now: datetime) -> str:
    if stale.since is None:
        return "since an unknown time"
    return f"for {duration((now - stale.since).total_seconds())}"


def _detail(stale: Stale) -> str:
    return f": {stale.detail}" if stale.detail else ""


def _more(items: Sequence[object], what: str) -> list[str]:
    return [f"and {len(items) - SHOWN:,} more {what}, in the report"] if len(items) > SHOWN else []


def _hops(batch: Batch) -> list[str]:
    return [f"{hop} {duration(seconds)}" for hop, seconds in batch.hops.items()]


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    cells = ([" ".join(cell.split()).replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
