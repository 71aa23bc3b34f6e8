"""What the Freshness page and the card on the home page show, as plain types."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median
from typing import Any
from urllib.parse import quote

from include.pipeline.approval.asked import Asked
from include.pipeline.freshness.document_states import DocumentState
from include.pipeline.freshness.events import AssetEvent, is_by_hand, number, text
from include.pipeline.freshness.hops import Batch, Freshness
from include.pipeline.freshness.reasons import Reason, Stale
from include.provenance import dag_and_run_id

SHOWN_DOCUMENTS = 500
SHOWN_BATCHES = 12
SHOWN_NAMES = 20
"""Documents of a question that are named; all of them are in the table."""
ASKING_TASK = "approve"
"""Task of the DAG that asks: its Required Actions have the question and, later, its answer."""
PARTS = ("reused", "generated", "removed", "failed")


def summary(report: Freshness, documents: int) -> dict[str, Any]:
    """Returns the card: a few numbers and one sentence."""
    seconds = [batch.seconds for batch in report.batches if batch.seconds is not None]
    apart = {
        "undecided": Reason.UNDECIDED,
        "rejected": Reason.DECLINED,
        "quarantined": Reason.QUARANTINED,
        "kept": Reason.KEPT,
    }
    found = Counter(stale.reason for stale in report.stale)
    counts = {name: found[reason] for name, reason in apart.items()}
    return {
        "state": "ready",
        "time": report.time.isoformat(),
        "limit_seconds": report.limit.total_seconds(),
        "documents": documents,
        "waiting": len(report.stale) - sum(counts.values()),
        **counts,
        "overdue": len(report.overdue),
        "stranded": len(report.stranded),
        "candidates": list(report.candidates),
        "source_problem": report.source.problem if report.source else "",
        "searchable_batches": len(seconds),
        "median_seconds": round(median(seconds), 1) if seconds else None,
    }


def whole(report: Freshness, states: Sequence[DocumentState], events: Sequence[AssetEvent]) -> dict[str, Any]:
    """Returns the page.

    Args:
        report: of what waits and how long batches took.
        states: of every document.
        events: of the assets, oldest first.
    """
    embedded = [event for event in reversed(events) if event.asset == "embeddings" and not is_by_hand(event.extra)]
    decisions = _decisions(report.stale)
    reasons = {item["key"]: Reason.DECLINED if item["answer"] else Reason.UNDECIDED for item in decisions}
    held = {key: reason.words for key, reason in reasons.items()}
    return summary(report, len(states)) | {
        "decisions": decisions,
        "document_states": [_document(state) for state in states[:SHOWN_DOCUMENTS]],
        "hops": [_hops(batch) | {"held": held.get(batch.batch_id, "")} for batch in report.batches[:SHOWN_BATCHES]],
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
        return {"code": "", "why": "", "detail": "", "since": None, "decision": ""}
    at = _decided_at(stale.asked) if stale.asked else ""
    told = {"why": stale.reason.words, "detail": stale.detail, "since": _iso(stale.since), "decision": at}
    return {"code": stale.reason.value, **told}


def _decisions(stale: Iterable[Stale]) -> list[dict[str, Any]]:
    """What a person was asked and what documents stay as they were for it: open questions first, then the newest."""
    documents: dict[str, list[str]] = {}
    questions: dict[str, Asked] = {}
    for item in stale:
        if item.asked:
            questions[item.asked.key] = item.asked
            documents.setdefault(item.asked.key, []).append(item.document)
    told = [_decision(asked, sorted(documents[key])) for key, asked in questions.items()]
    return sorted(sorted(told, key=_newest, reverse=True), key=lambda decision: bool(decision["answer"]))


def _decision(asked: Asked, documents: Sequence[str]) -> dict[str, Any]:
    return {
        "key": asked.key,
        "documents": len(documents),
        "names": documents[:SHOWN_NAMES],
        "asked_at": _iso(asked.since),
        "asked_by": asked.asked_by,
        "asked_in": "publish_documents" if asked.is_deletion else "generate_embeddings",
        "answer": asked.answer,
        "answered_by": asked.answered_by,
        "answered_at": _iso(asked.answered_at),
        "at": _decided_at(asked),
    }


def _newest(decision: dict[str, Any]) -> str:
    return str(decision["answered_at"] or decision["asked_at"] or "")


def _decided_at(asked: Asked) -> str:
    """Path of the page in Airflow where it is decided; empty where nobody knows in which run it was asked."""
    if not asked.run:
        return ""
    return f"/dags/{asked.dag}/runs/{quote(asked.run, safe='')}/tasks/{ASKING_TASK}/required_actions"


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
