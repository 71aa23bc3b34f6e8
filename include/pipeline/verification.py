"""Do source, tables and vector store agree? Counts what does not, and can repair exactly that."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.model import find_model
from include.pipeline.compare import compare
from include.pipeline.embed import generate_embeddings
from include.pipeline.index import rebuild_search_index
from include.pipeline.plan import is_current, known_hashes
from include.pipeline.publish import QUARANTINED, READY, known_documents, plan_documents, publish_documents
from include.pipeline.scope import chunk_rows, rows_by_document
from include.pipeline.store import update_vector_store
from include.provenance import Provenance
from include.settings import Settings
from include.store_state import peek
from include.tables import Lake, Row
from include.vector_store import open_store


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

    @property
    def clean(self) -> bool:
        return not (self.missing or self.stale or self.duplicate)


def verify(settings: Settings, lake: Lake) -> Verification:
    """Compare everything with everything; changes nothing."""
    plan = plan_documents(settings, known_documents(lake.open("documents")))
    known = known_documents(lake.open("documents"))
    rows = chunk_rows(lake.open("chunks"))
    points = _served_points(settings)

    new = {id_ for id_ in plan.documents if id_ not in known}
    outdated = {row["id"] for row in plan.rows} - new | set(plan.removed)
    unchunked, rechunked = _chunks_against_documents(settings, known, rows)
    lost = _unembedded(lake, rows)
    changes = compare(rows, points)
    doubled = _doubled(rows, points, changes.deletes)
    absent = {f"{row['document']} #{row['ordinal']}" for row in changes.upserts if row["point_id"] not in points}
    differing = {f"{row['document']} #{row['ordinal']}" for row in (*changes.upserts, *changes.payloads)} - absent
    orphans = {f"{document} point {id_}" for id_, document in changes.deletes.items() if id_ not in doubled}
    return Verification(
        documents=len(known),
        chunks=len(rows),
        points=len(points),
        missing=tuple(sorted(new | unchunked | absent | {f"{document} embedding" for document in lost})),
        stale=tuple(sorted(outdated | rechunked | differing | orphans)),
        duplicate=tuple(sorted(f"{points[id_].get('document')} point {id_}" for id_ in doubled)),
        quarantined={id_: row["reason"] for id_, row in known.items() if row["status"] == QUARANTINED},
        unembedded=frozenset(lost),
    )


def repair(settings: Settings, lake: Lake, found: Verification, provenance: Provenance) -> None:
    """Do what `verify` found to be wrong, and nothing else."""
    publish_documents(settings, lake, provenance)
    generate_embeddings(settings, lake, provenance, again=found.unembedded)
    update_vector_store(settings, lake, provenance, every_point=True)
    rebuild_search_index(settings, lake, provenance)


def _served_points(settings: Settings) -> dict[str, dict[str, Any]]:
    served = peek(settings).served
    if not served:
        return {}
    with open_store(settings) as store:
        return store.payloads(served)


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


def _unembedded(lake: Lake, rows: Mapping[str, Row]) -> set[str]:
    """Documents with a chunk whose embedding is not in the table."""
    model = next((row["model"] for row in rows.values()), "")
    found = known_hashes(lake, model, {row["chunk_hash"] for row in rows.values()})
    return {row["document"] for row in rows.values() if row["chunk_hash"] not in found}


def _doubled(rows: Mapping[str, Row], points: Mapping[str, Mapping[str, Any]], extra: Mapping[str, str]) -> set[str]:
    """Points without a row that hold the same chunk of the same document as a row does."""
    wanted = Counter((row["document"], row["chunk_hash"]) for row in rows.values())
    return {id_ for id_ in extra if wanted[(points[id_].get("document"), points[id_].get("chunk_hash"))]}
