"""Points with their vectors and texts, written document by document."""

from collections.abc import Iterable, Mapping
from typing import Any

from deltalake import DeltaTable

from include.errors import StoreRefused
from include.lake.queries import Row, read_vectors
from include.lake.schemas import CHUNKS, InPoint
from include.lake.tables import Lake
from include.pipeline.compare import PointChanges, batches
from include.progress import Progress
from include.vector_store.protocol import DocumentChange, VectorStore


def write_points(
    store: VectorStore, collection: str, changes: PointChanges, version: int, lake: Lake, progress: Progress
) -> None:
    """Write what changed; what fits goes into one request.

    Raises:
        StoreRefused: an embedding is not in the table.
        StoreError: the store does not take them.
    """
    table, done, total = lake.open("embeddings"), 0, changes.points
    for batch in batches(changes):
        rows = [row for part in batch for row in part.upserts]
        texts, vectors = _embeddings(table, rows)
        if rows:
            store.create(collection, len(vectors[rows[0]["chunk_hash"]]))
        progress("points written", done, total)
        store.write(collection, [_document_change(part, version, texts, vectors) for part in batch])
        done += sum(part.points for part in batch)
    if total:
        progress("points written", total, total)


def payload_fields() -> str:
    """Names the fields that a point has of its row today, as `Notes.payload` does."""
    return ", ".join(sorted(CHUNKS.payload(InPoint.MOVABLE, InPoint.EMBEDDED)))


def _document_change(
    part: PointChanges, version: int, texts: Mapping[str, str], vectors: Mapping[str, list[float]]
) -> DocumentChange:
    movable, every = CHUNKS.payload(InPoint.MOVABLE), CHUNKS.payload(InPoint.MOVABLE, InPoint.EMBEDDED)

    def payload(row: Row, fields: Iterable[str]) -> dict[str, Any]:
        return {name: row[name] for name in fields} | {"version": version}

    return DocumentChange(
        upserts=[
            {
                "id": row["point_id"],
                "vector": vectors[row["chunk_hash"]],
                "payload": payload(row, every) | {"text": texts[row["chunk_hash"]]},
            }
            for row in part.upserts
        ],
        payloads={row["point_id"]: payload(row, movable) for row in part.payloads},
        deletes=tuple(part.deletes),
    )


def _embeddings(table: DeltaTable | None, rows: list[Row]) -> tuple[dict[str, str], dict[str, list[float]]]:
    """Texts and vectors of rows, by chunk hash."""
    hashes = {row["chunk_hash"] for row in rows}
    if not hashes:
        return {}, {}
    if table is None:
        raise StoreRefused("the table embeddings is gone; run verify --repair to make it again")
    found, texts, vectors = read_vectors(table, rows[0]["model"], hashes)
    if missing := len(hashes - set(found)):
        raise StoreRefused(f"{missing} embeddings are missing from the table; run verify --repair to make them again")
    return dict(zip(found, texts, strict=True)), dict(zip(found, vectors.tolist(), strict=True))
