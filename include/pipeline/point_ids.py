"""Rows of the table `chunks` of one document, and the ids of their points.

A point's id is the uuid5 of its document, the hash of its text, and how often this text came before in it. A text that
comes a thousand times in one document costs a thousand ids: of each text it is kept how far its ids are used up.
"""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from include.embedding.chunking import Chunk
from include.embedding.model import EmbeddingModel
from include.lake.queries import Row
from include.sources.reading import REVISION

POINTS = uuid.UUID("5f0e5a3c-6a0b-5d0e-9a54-2f1b6f0c7d11")
"""Namespace of point ids."""


def rows_of_document(
    document: Row, pieces: Iterable[Chunk], old: Iterable[Row], taken: Collection[str], model: EmbeddingModel
) -> list[Row]:
    """Returns the rows of one document. A text that it had before keeps its point, also after a rename."""
    kept: dict[str, list[str]] = defaultdict(list)
    for row in sorted(old, key=lambda row: -int(row["ordinal"])):
        kept[row["chunk_hash"]].append(row["point_id"])
    new: dict[str, Iterator[str]] = {}
    used: set[str] = set()
    rows: list[Row] = []
    for piece in pieces:
        points = new.setdefault(piece.hash, _points(document["id"], piece.hash))
        point = kept[piece.hash].pop() if kept[piece.hash] else _first_free(points, taken, used)
        used.add(point)
        rows.append(chunk_row(point, document, piece, model))
    return rows


def chunk_row(point: str, document: Row, piece: Chunk, model: EmbeddingModel) -> Row:
    """Returns a row of `chunks`: one piece of a document, as the model's chunker cut it."""
    return {
        "point_id": point,
        "document": document["id"],
        "title": document["title"],
        "heading": piece.heading,
        "ordinal": piece.ordinal,
        "chunk_hash": piece.hash,
        "document_sha256": document["sha256"],
        "chunker": model.chunker_fingerprint,
        "model": model.fingerprint,
        "place": piece.place,
        "revision": REVISION,
    }


def _points(document: str, chunk_hash: str) -> Iterator[str]:
    """uuid5 of document, chunk hash and occurrence, occurrence by occurrence."""
    for occurrence in itertools.count():
        yield str(uuid.uuid5(POINTS, f"{document}\x1f{chunk_hash}\x1f{occurrence}"))


def _first_free(points: Iterator[str], taken: Collection[str], used: Collection[str]) -> str:
    """The next id, past those that a renamed document took with it: what was passed over is never free again."""
    return next(point for point in points if point not in taken and point not in used)
