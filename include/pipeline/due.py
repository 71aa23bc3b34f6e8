"""Finds the documents that are due and cuts each of them once; writes nothing, and decides nothing.

A document is due when its row in `documents` and its rows in `chunks` disagree on content, chunker or model. Which
documents are compared, `scope` says: those that the change feed names, or all. What comes of it, `plan` works out.
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
from include.pipeline.kept import kept_passages, with_embedding
from include.pipeline.scope import Scope, rows_by_document
from include.settings import Settings
from include.sources.documents import open_source
from include.sources.names import media_type
from include.sources.reading import REVISION

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due with one model and chunker, and all that has to be read to plan it."""

    model: EmbeddingModel
    scope: Scope
    documents: Mapping[str, Row]
    """Rows of `documents` that are due, by id."""
    cut: Mapping[str, Sequence[Chunk]]
    """Chunks of each of them; one that was only renamed is not cut."""
    failed: Mapping[str, str]
    """Documents that could not be read now, with the reason; their chunks stay as they are."""
    kept: Mapping[str, Sequence[Row]]
    """Rows of `chunks` of those that could not be read, for this model."""
    taken: Collection[str]
    """Point ids that other rows have."""
    texts: Mapping[str, str]
    """Texts without an embedding, by chunk hash."""


def find_due(
    settings: Settings,
    lake: Lake,
    model: EmbeddingModel,
    scope: Scope,
    table: DeltaTable | None,
    again: Collection[str] = (),
) -> Due:
    """Compare documents with chunks, and cut what is due; the only place where step 2 reads documents.

    Args:
        model: what to embed with.
        scope: what to compare.
        table: the table `chunks`.
        again: documents to cut though they are current.
    """
    chunks = rows_by_document(scope.chunks.values())
    ready = {id_: row for id_, row in scope.documents.items() if row["status"] == READY}
    due = {id_: row for id_, row in ready.items() if id_ in again or not is_current(chunks.get(id_, ()), row, model)}
    moved = renamed(due, chunks, ready, model)
    cut, failed = _cut_all(settings, model, {id_: row for id_, row in due.items() if id_ not in moved})
    lost = {id_: due[id_] for id_ in failed if not (chunks.get(id_) and has_recipe(chunks[id_], model))}
    kept, kept_texts = kept_passages(lake, model, lost, chunks)
    # A lost embedding of what cannot be read is not made again; what only changed comes with the next batch.
    unread = {id_: kept.get(id_) or chunks.get(id_, []) for id_ in failed if id_ in again and due[id_]["stale_reason"]}
    kept |= with_embedding(lake, model, unread, kept_texts)
    texts = {piece.hash: piece.text for pieces in cut.values() for piece in pieces} | kept_texts
    known = known_hashes(lake, model.fingerprint, texts)
    return Due(
        model=model,
        scope=scope,
        documents=due,
        cut=cut,
        failed=failed,
        kept=kept,
        taken=scope.chunks.keys() | (_points_with(table, texts) if scope.rest else set()),
        texts={hash_: text for hash_, text in texts.items() if hash_ not in known},
    )


def has_recipe(rows: Sequence[Row], model: EmbeddingModel) -> bool:
    """Says whether rows of `chunks` were cut and embedded as is wished."""
    return all((row["model"], row["chunker"]) == (model.fingerprint, model.chunker_fingerprint) for row in rows)


def is_current(rows: Sequence[Row], document: Row, model: EmbeddingModel) -> bool:
    """Says whether rows of `chunks` come from their document's present content, cut and embedded as is wished."""
    same_content = all(row["document_sha256"] == document["sha256"] for row in rows)
    # What cannot be read now cannot be made again either.
    made = bool(document["stale_reason"]) or _are_made(rows)
    return bool(rows) and same_content and made and has_recipe(rows, model)


def _are_made(rows: Sequence[Row]) -> bool:
    """Whether they have every column that came later, and were read as documents are read now."""
    return CHUNKS.are_made(rows) and all(row["revision"] == REVISION for row in rows)


def renamed(
    due: Mapping[str, Row], chunks: Mapping[str, Sequence[Row]], ready: Mapping[str, Row], model: EmbeddingModel
) -> dict[str, Sequence[Row]]:
    """Returns new names of documents that are gone: their chunks keep their points, no text is read, no vector sent.

    Args:
        due: rows of `documents` that are due, by id.
        chunks: rows of `chunks` by document; of documents that are not `ready`, they can be taken over.
    """
    gone = {
        id_: rows for id_, rows in chunks.items() if id_ not in ready and has_recipe(rows, model) and _are_made(rows)
    }
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


def unembedded_documents(lake: Lake, rows: Mapping[str, Row]) -> set[str]:
    """Returns documents with a chunk whose embedding is not in the table.

    Args:
        rows: of `chunks`, by point id.
    """
    model = next((row["model"] for row in rows.values()), "")
    found = known_hashes(lake, model, {row["chunk_hash"] for row in rows.values()})
    return {row["document"] for row in rows.values() if row["chunk_hash"] not in found}


def known_hashes(lake: Lake, model: str, hashes: Collection[str]) -> set[str]:
    """Returns which of the hashes have an embedding of the model with that fingerprint."""
    table = lake.open("embeddings") if hashes else None
    wanted = f"model = '{model}' AND {lookup('chunk_hash', hashes)}"
    return {row["chunk_hash"] for row in read_rows(table, "chunk_hash", where=wanted)}
