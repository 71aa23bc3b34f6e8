"""What step 2 has to do: the difference between `documents` and `chunks`, worked out without writing anything.

A document is due when its row in `documents` and its rows in `chunks` disagree on content, chunker or model. Which
documents are compared, `scope` says: those that the change feed names, or all.
"""

import hashlib
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from deltalake import DeltaTable

from include.embedding.bounded_reader import BoundedReader, budget_of
from include.embedding.chunking import Chunk
from include.embedding.model import EmbeddingModel
from include.errors import UnreadableDocument
from include.lake.known_documents import READY
from include.lake.queries import Row, lookup, read_rows
from include.lake.schemas import CHUNKS
from include.lake.tables import Lake
from include.pipeline.kept import kept_passages
from include.pipeline.point_ids import rows_of_document
from include.pipeline.scope import Scope, rows_by_document
from include.settings import Settings
from include.sources.documents import open_source
from include.sources.names import media_type

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EmbeddingPlan:
    """What a run would do."""

    model: EmbeddingModel
    changed: tuple[Row, ...]
    """Rows of `chunks` to write, whole."""
    removed: tuple[str, ...]
    """Point ids of rows to remove."""
    former: frozenset[str]
    """Documents that have the rows to write or remove now."""
    rows: Mapping[str, Row]
    """Rows of the compared documents as they will be, by point id."""
    total: int
    """Rows of the whole table as it will be."""
    texts: Mapping[str, str]
    """Texts without an embedding, by chunk hash."""
    documents: int
    """Documents whose chunks are made again."""
    chunks_of_documents: int
    failed: Mapping[str, str]
    """Documents that could not be read now, with the reason; their chunks stay as they are."""

    @property
    def embedded(self) -> int:
        return len(self.texts)

    @property
    def reused(self) -> int:
        """Chunks of changed documents whose text was known."""
        return self.chunks_of_documents - self.embedded


def no_plan(model: EmbeddingModel, table: DeltaTable | None) -> EmbeddingPlan:
    """Says whether there is nothing to do."""
    rows = 0 if table is None else table.count()
    return EmbeddingPlan(model, (), (), frozenset(), {}, rows, {}, 0, 0, {})


def plan_embeddings(
    settings: Settings,
    lake: Lake,
    model: EmbeddingModel,
    scope: Scope,
    table: DeltaTable | None,
    again: Collection[str] = (),
) -> EmbeddingPlan:
    """Compare documents with chunks, and cut what is due; reads, but writes nothing.

    Args:
        model: what to embed with.
        scope: what to compare.
        table: the table `chunks`.
        again: documents to cut though they are current.
    """
    before = scope.chunks
    chunks = rows_by_document(before.values())
    ready = {id_: row for id_, row in scope.documents.items() if row["status"] == READY}
    due = {id_: row for id_, row in ready.items() if id_ in again or not is_current(chunks.get(id_, ()), row, model)}
    after = {id_: rows for id_, rows in chunks.items() if id_ in ready and _has_recipe(rows, model)}

    gone = {id_: rows for id_, rows in chunks.items() if id_ not in ready and _has_recipe(rows, model)}
    renamed = _renamed(due, {id_: rows for id_, rows in gone.items() if CHUNKS.are_made(rows)})
    for id_, rows in renamed.items():
        after[id_] = [{**row, "document": id_, "title": due[id_]["title"]} for row in rows]

    cut, failed = _cut_all(settings, model, {id_: row for id_, row in due.items() if id_ not in renamed})
    texts = {piece.hash: piece.text for pieces in cut.values() for piece in pieces}
    taken = before.keys() | (_points_with(table, texts) if scope.rest else set())
    for id_, pieces in cut.items():
        after[id_] = rows_of_document(due[id_], pieces, chunks.get(id_, ()), taken, model)

    lost = {id_: due[id_] for id_ in failed if id_ not in after}
    kept, kept_texts = kept_passages(lake, model, lost, chunks)
    after, texts = {**after, **kept}, {**texts, **kept_texts}

    wanted = {row["point_id"]: row for rows in after.values() for row in rows}
    changed = {id_: row for id_, row in wanted.items() if before.get(id_) != row}
    removed = before.keys() - wanted.keys()
    known = known_hashes(lake, model.fingerprint, texts)
    return EmbeddingPlan(
        model=model,
        changed=tuple(changed.values()),
        removed=tuple(removed),
        former=frozenset(before[id_]["document"] for id_ in removed | (changed.keys() & before.keys())),
        rows=wanted,
        total=len(wanted) + scope.rest,
        texts={hash_: text for hash_, text in texts.items() if hash_ not in known},
        documents=len(due) - len(failed),
        chunks_of_documents=sum(len(after[id_]) for id_ in due if id_ not in failed),
        failed=failed,
    )


def _has_recipe(rows: Sequence[Row], model: EmbeddingModel) -> bool:
    return all((row["model"], row["chunker"]) == (model.fingerprint, model.chunker_fingerprint) for row in rows)


def is_current(rows: Sequence[Row], document: Row, model: EmbeddingModel) -> bool:
    """Says whether rows of `chunks` come from their document's present content, cut and embedded as is wished."""
    same_content = all(row["document_sha256"] == document["sha256"] for row in rows)
    # What cannot be read now cannot be made again either.
    made = bool(document["stale_reason"]) or CHUNKS.are_made(rows)
    return bool(rows) and same_content and made and _has_recipe(rows, model)


def _renamed(due: Mapping[str, Row], gone: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """New names of documents that are gone: their chunks keep their points, no text is read, no vector sent."""
    left = {(rows[0]["document_sha256"], media_type(id_)): rows for id_, rows in sorted(gone.items(), reverse=True)}
    found = {id_: left.pop((row["sha256"], row["media_type"]), []) for id_, row in sorted(due.items())}
    return {id_: rows for id_, rows in found.items() if rows}


def _cut_all(
    settings: Settings, model: EmbeddingModel, due: Mapping[str, Row]
) -> tuple[dict[str, list[Chunk]], dict[str, str]]:
    """Chunks of each document, and why the others could not be cut."""
    cut: dict[str, list[Chunk]] = {}
    failed: dict[str, str] = {}
    if due:
        source = open_source(settings.documents_uri, settings.max_document_bytes)
        chunker = model.chunker()
        with BoundedReader(budget_of(settings)) as reader:
            for id_, row in due.items():
                try:
                    data = source.read(id_)
                    if hashlib.sha256(data).hexdigest() != row["sha256"]:
                        raise UnreadableDocument("it has changed since it was published; the next batch brings it")
                    cut[id_] = reader.cut(data, id_, model, chunker)
                except UnreadableDocument as error:
                    log.warning("%s: %s", id_, error)
                    failed[id_] = str(error)
    return cut, failed


def _points_with(table: DeltaTable | None, hashes: Collection[str]) -> set[str]:
    """Points of any document with these texts; a point keeps its text, also under another document's name."""
    return {row["point_id"] for row in read_rows(table, "point_id", where=lookup("chunk_hash", hashes))}


def known_hashes(lake: Lake, model: str, hashes: Collection[str]) -> set[str]:
    """Returns which of the hashes have an embedding of the model with that fingerprint."""
    table = lake.open("embeddings") if hashes else None
    wanted = f"model = '{model}' AND {lookup('chunk_hash', hashes)}"
    return {row["chunk_hash"] for row in read_rows(table, "chunk_hash", where=wanted)}
