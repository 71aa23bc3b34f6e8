"""The four steps in one process, without Airflow."""

import time
from dataclasses import replace
from typing import Any

from include.lake.known_documents import known_documents
from include.lake.tables import Lake
from include.pipeline.approval.backlog import find_backlog
from include.pipeline.approval.candidate import set_aside
from include.pipeline.approval.deletions import NOTHING, Consent
from include.pipeline.approval.gate import OPEN, gate_of
from include.pipeline.approval.text import held_line
from include.pipeline.approval.work import Held, divide
from include.pipeline.candidate import plan_candidate, retry_candidates
from include.pipeline.compare import PointChanges, compare
from include.pipeline.publish import PublishPlan, decline_deletions, plan_documents, seen_files
from include.pipeline.scope import chunk_rows
from include.pipeline.steps import (
    EmbeddingPlan,
    StoreReport,
    Work,
    generate_embeddings,
    maintain_tables,
    publish_documents,
    rebuild_search_index,
    require_place,
    update_vector_store,
)
from include.pipeline.store import is_synced
from include.progress import Progress
from include.provenance import Provenance
from include.settings import Settings
from include.sync.questions import AgreeTo, Approve, Decide
from include.sync.result import Result
from include.vector_store.state import peek
from include.vector_store.store import open_store, opened_once

MANY_TEXTS = 1000
"""After embedding more than this the tables are compacted at once; Airflow does it once a day."""


def _any(_held: Held) -> bool:
    return True


def sync(
    settings: Settings,
    approve: Approve,
    progress: Progress,
    agree_to: AgreeTo = _any,
    decide: Decide = lambda _plan: None,
    consent: Consent = NOTHING,
    retry: bool = False,
) -> Result:
    """Bring tables, vectors and index up to the source; returns what `--json` prints.

    Args:
        approve: is shown what would be embedded, and what of it needs a Yes; raises to refuse it.
        agree_to: is shown each document of more than MAX_CHUNKS_PER_DOCUMENT chunks, and another model or chunker;
            without a Yes it is left out.
        decide: is shown what is gone, where a person has to agree to its deletion.
        consent: what a person has agreed to delete before.
        retry: read again what could not be read, and try again a candidate that failed, though nothing changed.
    """
    lake, provenance = Lake(settings.lake_uri), Provenance()
    seconds = _Seconds()
    published = _publish(settings, lake, provenance, decide, consent, retry)
    seconds.lap("documents")

    def agreed(work: Work) -> frozenset[str]:
        for asked in (work.plan, *(held.plan for held in work.held)):
            require_place(settings, asked.model)
        approve(work)
        return frozenset(held.key for held in work.held if not held.stands_apart or agree_to(held))

    if retry:
        retry_candidates(settings)
    report = generate_embeddings(settings, lake, provenance, progress, agreed, gate_of(settings))
    chunks = _counted(report.work)
    seconds.lap("chunks")
    with opened_once():
        vectors = update_vector_store(settings, lake, provenance, progress=progress)
        seconds.lap("vectors")
        rebuild_search_index(settings, lake, provenance)
        seconds.lap("index")
    if chunks.embedded > MANY_TEXTS:
        maintain_tables(lake)
        seconds.lap("maintenance")
    state = peek(settings)
    problems = {"model": report.problem, "vector_store": vectors.problem}
    said = {
        "candidates": set_aside(settings, state),
        "problem": {what: words for what, words in problems.items() if words},
    }
    total = state.collections[state.served].points if state.served in state.collections else vectors.total
    result = _result(published, chunks, _all_points(vectors), total, seconds)
    return result | {what: words for what, words in said.items() if words}


def _all_points(report: StoreReport) -> PointChanges:
    """What was done to points of what is served and of a candidate, for its numbers."""
    one, other = report.changes, report.candidate
    deletes = {**one.deletes, **other.deletes}
    return PointChanges(one.upserts + other.upserts, one.payloads + other.payloads, deletes)


def _counted(work: Work) -> EmbeddingPlan:
    """The plan whose numbers are told: of a candidate, where there is one, with what was embedded before it."""
    plan, candidate = work.plan, work.candidate
    if candidate is None:
        return plan
    many = plan.chunks_of_documents + candidate.chunks_of_documents
    texts = {f"{one.model.fingerprint} {hash_}": text for one in work.plans for hash_, text in one.texts.items()}
    return replace(candidate, texts=texts, chunks_of_documents=many)


def _publish(
    settings: Settings, lake: Lake, provenance: Provenance, decide: Decide, consent: Consent, retry: bool
) -> PublishPlan:
    """Publish, and do what was decided about what is gone."""
    plan = publish_documents(settings, lake, provenance, retry, consent).plan
    if not (until := plan.question):
        return plan
    answer = decide(plan)
    if answer is None:
        return plan
    if answer:
        after = publish_documents(settings, lake, provenance, consent=Consent(until=until)).plan
        changed = (plan.added + after.added, plan.changed + after.changed, (*plan.removed, *after.removed))
        return replace(after, added=changed[0], changed=changed[1], removed=changed[2], unchanged=plan.unchanged)
    decline_deletions(lake, provenance, until, f"at a terminal, {provenance.time:%Y-%m-%d %H:%M} UTC")
    declined = {id_: {**row, "deletion_declined": "at a terminal"} for id_, row in plan.held.items()}
    return replace(plan, held=declined)


def plan(
    settings: Settings,
    consent: Consent = NOTHING,
    retry: bool = False,
    decide: Decide = lambda _plan: None,
) -> Result:
    """Returns what `sync` would do with a Yes to everything, in the same shape, and what it asks; writes nothing."""
    lake, seconds = Lake(settings.lake_uri), _Seconds()
    known = known_documents(lake.open("documents"))
    documents = plan_documents(settings, known, retry, consent, seen=seen_files(settings))
    if documents.question:
        decide(documents)
    seconds.lap("documents")
    table, gate = lake.open("chunks"), gate_of(settings)
    upcoming = documents.documents
    backlog = find_backlog(settings, lake, gate, table, lake.open("documents"), upcoming=upcoming)
    held, work = divide(backlog, gate).held, divide(backlog, OPEN)
    candidate = work.candidate or plan_candidate(settings, lake, work.recipe, table, upcoming)
    chunks = _counted(replace(work, candidate=candidate))
    seconds.lap("chunks")
    require_place(settings, chunks.model)
    state = peek(settings)
    collection = state.name_for(chunks.model.fingerprint, chunks.model.chunker_fingerprint)
    found = state.collections.get(collection)
    if found is None or table is None:
        points: dict[str, Any] = {}
    elif is_synced(found, table):
        points = chunk_rows(table)
    else:
        with open_store(settings) as store:
            points = store.payloads(collection)
    changes = compare(chunks.rows, points)
    seconds.lap("vectors")
    asked = {item.key: held_line(item, settings) for item in held}
    return _result(documents, chunks, changes, len(chunks.rows), seconds) | ({"asked": asked} if asked else {})


class _Seconds:
    """A stopwatch with laps."""

    def __init__(self) -> None:
        self._begun = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 3)
        self.laps["total"] = round(now - self._begun, 3)
        self._last = now


def _result(
    documents: PublishPlan, chunks: EmbeddingPlan, vectors: PointChanges, points: int, seconds: _Seconds
) -> Result:
    return {
        "documents": {
            "added": documents.added,
            "changed": documents.changed,
            "removed": len(documents.removed),
            "unchanged": documents.unchanged,
            "quarantined": documents.quarantined,
            "total": len(documents.documents),
        },
        "chunks": {"total": chunks.total, "embedded": chunks.embedded, "reused": chunks.reused},
        "vectors": {
            "upserted": len(vectors.upserts),
            "updated_payload": len(vectors.payloads),
            "deleted": len(vectors.deletes),
            "total": points,
        },
        "seconds": seconds.laps,
        "kept": {"unreadable": len(documents.kept), "gone": len(documents.held)},
        "left_out": dict(documents.left_out),
    }
