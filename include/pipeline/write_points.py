"""Points with their vectors and texts, written document by document."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from deltalake import DeltaTable

from include.lake.queries import Row, read_vectors
from include.lake.schemas import CHUNKS, InPoint
from include.lake.tables import Lake
from include.pipeline.compare import PointChanges, batches
from include.progress import Progress
from include.vector_store.collection import Notes
from include.vector_store.protocol import DocumentChange, VectorStore
from include.vector_store.sparse import WORDS, SparseVector

SHOWN = 3
"""Documents that an error names; `verify` has all of them."""


def write_points(
    store: VectorStore,
    collection: str,
    notes: Notes,
    changes: PointChanges,
    version: int,
    lake: Lake,
    progress: Progress,
) -> frozenset[str]:
    """Write what changed; what fits goes into one request.

    Args:
        notes: of the collection; where it has no words yet, points whose payload is written get theirs, too.

    Returns:
        Documents that are left as they are, because an embedding of theirs is lost.

    Raises:
        StoreError: the store does not take them.
    """
    from include.embedding.words import language_of, words_vector

    table, done, total = lake.open("embeddings"), 0, changes.points
    known, lost = set(notes.languages.split()), set[str]()
    for batch in batches(changes):
        rows = [row for part in batch for row in (*part.upserts, *(() if notes.has_words else part.payloads))]
        texts, vectors = _embeddings(table, rows)
        lost |= {row["document"] for row in rows if row["chunk_hash"] not in vectors}
        parts = [part for part in batch if part.documents.isdisjoint(lost)]
        languages = {hash_: language_of(text) for hash_, text in texts.items()}
        words = {hash_: words_vector(text, languages[hash_]) for hash_, text in texts.items()}
        if vectors:
            store.create(collection, len(next(iter(vectors.values()))))
        if new := set(languages.values()) - known:
            known |= new
            store.note(collection, languages=" ".join(sorted(known)))  # before: a run may die after it has written
        progress("points written", done, total)
        store.write(collection, [_document_change(part, version, texts, vectors, words) for part in parts])
        done += sum(part.points for part in batch)
    if total:
        progress("points written", total, total)
    return frozenset(lost)


def lost_words(documents: Collection[str], can_be_made: bool = True) -> str:
    """Says in one line which documents cannot be written because an embedding of theirs is lost; empty: none is.

    Args:
        can_be_made: whether the model and the chunker that made them are still there.
    """
    if not documents:
        return ""
    named = ", ".join(sorted(documents)[:SHOWN])
    more = f" and {len(documents) - SHOWN:,} more" if len(documents) > SHOWN else ""
    lost = f"embeddings of {named}{more} are missing from the table"
    if can_be_made:
        return f"{lost}; run verify --repair to make them again"
    return (
        f"{lost}, and the model or the chunker that made them is another one now; agree to the one that is asked "
        "about, or go back to that version"
    )


def made_today() -> dict[str, str]:
    """What `Notes` say of points that are written today: the fields that each has of its row, and how its words are."""
    return {"payload": ", ".join(sorted(CHUNKS.payload(InPoint.MOVABLE, InPoint.EMBEDDED))), "words": WORDS}


def _document_change(
    part: PointChanges,
    version: int,
    texts: Mapping[str, str],
    vectors: Mapping[str, list[float]],
    words: Mapping[str, SparseVector],
) -> DocumentChange:
    movable, every = CHUNKS.payload(InPoint.MOVABLE), CHUNKS.payload(InPoint.MOVABLE, InPoint.EMBEDDED)

    def payload(row: Row, fields: Iterable[str]) -> dict[str, Any]:
        return {name: row[name] for name in fields} | {"version": version}

    return DocumentChange(
        upserts=[
            {
                "id": row["point_id"],
                "vector": vectors[row["chunk_hash"]],
                "words": words[row["chunk_hash"]],
                "payload": payload(row, every) | {"text": texts[row["chunk_hash"]]},
            }
            for row in part.upserts
        ],
        payloads={row["point_id"]: payload(row, movable) for row in part.payloads},
        words={row["point_id"]: words[row["chunk_hash"]] for row in part.payloads if row["chunk_hash"] in words},
        deletes=tuple(part.deletes),
    )


def _embeddings(table: DeltaTable | None, rows: list[Row]) -> tuple[dict[str, str], dict[str, list[float]]]:
    """Texts and vectors of rows, by chunk hash, as far as the table has them."""
    hashes = {row["chunk_hash"] for row in rows}
    if not hashes or table is None:
        return {}, {}
    found, texts, vectors = read_vectors(table, rows[0]["model"], hashes)
    return dict(zip(found, texts, strict=True)), dict(zip(found, vectors.tolist(), strict=True))
