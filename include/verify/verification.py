"""Compares source, tables and vector store; counts and names what does not agree.

What differs because a step has not run yet is told apart from what no step will mend by itself.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from include.embedding.model import find_model
from include.errors import Disagreement
from include.lake.known_documents import QUARANTINED, READY, known_documents, stale_words
from include.lake.queries import Row
from include.lake.tables import Lake
from include.pipeline.approval.recipe import in_force, not_served
from include.pipeline.compare import compare
from include.pipeline.document_rows import differs
from include.pipeline.due import is_current, unembedded_documents
from include.pipeline.freshness.reasons import Reason
from include.pipeline.freshness.waiting import embedding_work, index_work, store_work
from include.pipeline.publish import plan_documents
from include.pipeline.scope import chunk_rows, rows_by_document
from include.pipeline.store import current_collection
from include.settings import Settings
from include.vector_store.collection import StoreState
from include.vector_store.state import peek
from include.vector_store.store import open_store

KINDS = ("missing", "stale", "duplicate")
PUBLICATION = "waiting to be published"


@dataclass(frozen=True, slots=True)
class Verification:
    """Numbers of what is there, and what is wrong with it: documents, chunks and points by name."""

    documents: int
    chunks: int
    points: int
    missing: tuple[str, ...]
    """Documents of the source that are not in the tables, embeddings that are gone, rows without a point."""
    stale: tuple[str, ...]
    """Documents that changed or are gone, points that differ from their row or have none."""
    duplicate: tuple[str, ...]
    """Points that hold a chunk which another point holds already."""
    quarantined: Mapping[str, str]
    """Documents that cannot be read, and why; not an error of the pipeline."""
    unembedded: frozenset[str]
    """Documents of which embeddings are gone."""
    kept: Mapping[str, str]
    """Documents that are served as they were read last, and why: they cannot be read now, or are gone and nobody has
    agreed to delete them. Not an error either."""
    waiting: Mapping[str, str]
    """What is missing or stale and is mended by the next run of a step, and what it waits for."""
    candidates: Mapping[str, str] = field(default_factory=dict)
    """Collections, or models, that the settings ask for or asked for and that are not served, and why. No error: what
    is served follows the source."""

    @property
    def clean(self) -> bool:
        return not (self.missing or self.stale or self.duplicate)

    @property
    def as_read(self) -> bool:
        """Whether a repair has nothing to do: all agree, and every document could be read."""
        return self.clean and not (self.quarantined or self.kept)

    @property
    def wrong(self) -> tuple[str, ...]:
        """What differs and waits for nothing."""
        return tuple(name for name in (*self.missing, *self.stale, *self.duplicate) if name not in self.waiting)


def verify(settings: Settings, lake: Lake) -> Verification:
    """Compare everything with everything; changes nothing."""
    # From the end of the chain to its beginning: what goes on meanwhile is then seen as work that waits.
    state = peek(settings)
    points = _served_points(settings, state)
    rows = chunk_rows(lake.open("chunks"))
    known = known_documents(lake.open("documents"))
    plan = plan_documents(settings, known)

    new = {id_ for id_ in plan.documents if id_ not in known}
    there = {row["document"] for row in rows.values()}
    marked = {id_: row for id_, row in plan.documents.items() if row["stale_reason"]}
    outdated = {id_ for id_, row in plan.documents.items() if id_ in known and _is_outdated(known[id_], row)}
    outdated |= set(plan.removed)
    unchunked, rechunked = _chunks_against_documents(in_force(settings, lake.open("chunks")), known, rows)
    unchunked, rechunked = unchunked - marked.keys(), rechunked - marked.keys()
    lost = unembedded_documents(lake, rows)
    changes = compare(rows, points)
    doubled = _doubled(rows, points, changes.deletes)
    absent = {_name(row): row["document"] for row in changes.upserts if row["point_id"] not in points}
    differing = {_name(row): row["document"] for row in (*changes.upserts, *changes.payloads)}
    orphans = {f"{document} point {id_}": document for id_, document in changes.deletes.items() if id_ not in doubled}
    of_points = orphans | differing | absent
    waiting = _waiting(settings, lake, state, unchunked | rechunked, of_points)
    return Verification(
        documents=len(known),
        chunks=len(rows),
        points=len(points),
        missing=tuple(sorted(new | unchunked | absent.keys() | {f"{document} embedding" for document in lost})),
        stale=tuple(sorted(outdated | rechunked | (differing.keys() - absent.keys()) | orphans.keys())),
        duplicate=tuple(sorted(f"{points[id_].get('document')} point {id_}" for id_ in doubled)),
        quarantined={id_: row["reason"] for id_, row in known.items() if row["status"] == QUARANTINED},
        kept={id_: stale_words(row, id_ in there) for id_, row in marked.items()},
        unembedded=frozenset(lost),
        waiting=waiting | dict.fromkeys(new | outdated, PUBLICATION),
        candidates=not_served(settings, state),
    )


def _is_outdated(known: Row, now: Row) -> bool:
    """Whether the table says otherwise than the source; that it was noted how it cannot be read is no difference."""
    return differs(known, now) or (bool(known["stale_reason"]) and not now["stale_reason"])


def require_agreement(found: Verification) -> None:
    """Raise when something differs that waits for nothing.

    Raises:
        Disagreement: with the numbers in one line.
    """
    if found.wrong:
        counts = {kind: len(set(getattr(found, kind)) - found.waiting.keys()) for kind in KINDS}
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
        raise Disagreement(f"source, tables and points do not agree: {told}; start verify_documents with repair")


def describe(found: Verification, shown: int = 20) -> list[str]:
    """Returns what was found, as lines for a log; of each kind a bounded number of names."""
    lines = [f"{found.documents:,} documents, {found.chunks:,} chunks, {found.points:,} points"]
    for kind in KINDS:
        lines += _some(kind, [name for name in getattr(found, kind) if name not in found.waiting], shown)
    lines += _some("not done yet", [f"{name}: {words}" for name, words in found.waiting.items()], shown)
    lines += _some("quarantined", [f"{id_}: {reason}" for id_, reason in found.quarantined.items()], shown)
    lines += _some("kept", [f"{id_}: {words}" for id_, words in found.kept.items()], shown)
    lines += _some("candidate", [f"{name}: {words}" for name, words in found.candidates.items()], shown)
    if found.wrong:
        lines.append(f"{len(found.wrong):,} things are wrong, and no step will mend them by itself")
    elif found.waiting:
        lines.append(f"nothing is wrong; {len(found.waiting):,} things have not been done yet, their DAGs will do them")
    else:
        lines.append("all agree")
    return lines


def _some(kind: str, names: list[str], shown: int) -> list[str]:
    more = [f"{kind}: and {len(names) - shown:,} more"] if len(names) > shown else []
    return [f"{kind}: {name}" for name in names[:shown]] + more


def _served_points(settings: Settings, state: StoreState) -> dict[str, dict[str, Any]]:
    if not state.served:
        return {}
    with open_store(settings) as store:
        return store.payloads(state.served)


def _waiting(
    settings: Settings, lake: Lake, state: StoreState, documents: set[str], of_points: Mapping[str, str]
) -> dict[str, str]:
    """What each difference waits for, where it waits for something: documents, and names of points by document."""
    due = embedding_work(settings, lake)
    found = {id_: Reason.EMBEDDING.words for id_ in documents if id_ in due}
    table = lake.open("chunks")
    if table is not None and table.version() > 1 and not state.collections:
        return found  # there was a collection, and it is gone
    indexing, storing = index_work(lake, state), store_work(lake, state)
    if state.served == current_collection(table, state):
        indexing = {}  # written points are served at once
    for name, document in of_points.items():
        if document in storing or document in indexing:
            found[name] = (Reason.STORE if document in storing else Reason.INDEX).words
    return found


def _name(row: Row) -> str:
    return f"{row['document']} #{row['ordinal']}"


def _chunks_against_documents(
    settings: Settings, known: Mapping[str, Row], rows: Mapping[str, Row]
) -> tuple[set[str], set[str]]:
    """Documents without chunks, and documents whose chunks are not those of their content."""
    model = find_model(settings.embedding_model)
    chunks = rows_by_document(rows.values())
    ready = {id_: row for id_, row in known.items() if row["status"] == READY}
    without = {id_ for id_ in ready if id_ not in chunks}
    outdated = {id_ for id_ in chunks if id_ not in ready or not is_current(chunks[id_], ready[id_], model)}
    return without, outdated


def _doubled(rows: Mapping[str, Row], points: Mapping[str, Mapping[str, Any]], extra: Mapping[str, str]) -> set[str]:
    """Points without a row that hold the same chunk of the same document as a row does."""
    wanted = Counter((row["document"], row["chunk_hash"]) for row in rows.values())
    return {id_ for id_ in extra if wanted[(points[id_].get("document"), points[id_].get("chunk_hash"))]}
