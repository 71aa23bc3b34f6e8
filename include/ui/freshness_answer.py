"""What the Freshness page and the card on the home page show, as plain types."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import Any

from include.event_metadata import is_by_hand, number, text
from include.freshness import AssetEvent, Batch, Freshness
from include.pipeline.waiting import Stale
from include.provenance import dag_and_run_id
from include.ui.document_states import DocumentState

SHOWN_DOCUMENTS = 500
SHOWN_BATCHES = 12
PARTS = ("reused", "generated", "removed", "failed")


def summary(report: Freshness, documents: int) -> dict[str, Any]:
    """The card: a few numbers and one sentence."""
    quarantined = sum(not item.reason.overdue and item.reason.words == "quarantined" for item in report.stale)
    seconds = [batch.seconds for batch in report.batches if batch.seconds is not None]
    return {
        "state": "ready",
        "time": report.time.isoformat(),
        "limit_seconds": report.limit.total_seconds(),
        "documents": documents,
        "waiting": len(report.stale) - quarantined,
        "quarantined": quarantined,
        "overdue": len(report.overdue),
        "stranded": len(report.stranded),
        "searchable_batches": len(seconds),
        "median_seconds": round(median(seconds), 1) if seconds else None,
    }


def whole(report: Freshness, states: Sequence[DocumentState], events: Sequence[AssetEvent]) -> dict[str, Any]:
    """The page.

    Args:
        report: of what waits and how long batches took.
        states: of every document.
        events: of the assets, oldest first.
    """
    embedded = [event for event in reversed(events) if event.asset == "embeddings" and not is_by_hand(event.extra)]
    return summary(report, len(states)) | {
        "document_states": [_document(state) for state in states[:SHOWN_DOCUMENTS]],
        "hops": [_hops(batch) for batch in report.batches[:SHOWN_BATCHES]],
        "work": [_work(event.extra, event.time, event.sent_by) for event in embedded[:SHOWN_BATCHES]],
        "stranded_events": [
            {"asset": event.asset, "time": event.time.isoformat(), **_run(event.sent_by)} for event in report.stranded
        ],
    }


def _document(state: DocumentState) -> dict[str, Any]:
    return {
        "document": state.document,
        "title": state.title,
        "changed_at": _iso(state.changed_at),
        "embedded_at": _iso(state.embedded_at),
        "searchable_at": _iso(state.searchable_at),
        **_why(state.stale),
    }


def _why(stale: Stale | None) -> dict[str, Any]:
    if stale is None:
        return {"why": "", "detail": "", "since": None}
    return {"why": stale.reason.words, "detail": stale.detail, "since": _iso(stale.since)}


def _hops(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch.batch_id,
        "documents": batch.documents,
        "time": batch.reached["documents"].isoformat(),
        "hops": batch.hops,
        "seconds": batch.seconds,
    }


def _work(extra: Any, time: datetime, sent_by: str) -> dict[str, Any]:
    return {
        "batches": text(extra, "batch_ids"),
        "time": time.isoformat(),
        "counts": {part: number(extra, f"embeddings_{part}") or 0 for part in PARTS},
        **_run(sent_by),
    }


def _run(sent_by: str) -> dict[str, str]:
    dag, run = dag_and_run_id(sent_by)
    return {"dag": dag, "run": run, "sent_by": sent_by}


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()
