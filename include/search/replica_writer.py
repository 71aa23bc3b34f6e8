"""Writes the read replica, see `replica`."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.errors import StoreError, StoreRefused, is_refusal
from include.lake.schemas import CHUNKS, LONG, InPoint
from include.private_files import privately
from include.search.passage import Origin, folder_of, kind_of
from include.search.replica import About
from include.vector_store.sparse import NO_WORDS, SparseVector
from include.vector_store.word_index import WordIndex

if TYPE_CHECKING:
    import numpy as np

_TABLES = """
CREATE TABLE about (record TEXT);
CREATE TABLE origins (version INTEGER PRIMARY KEY, time TEXT, run TEXT, batches TEXT);
CREATE TABLE points (
  row INTEGER PRIMARY KEY, id TEXT, in_folder TEXT, of_kind TEXT, {payload}, text TEXT, version INTEGER);
CREATE INDEX points_of_document ON points (document, ordinal);
CREATE TABLE vectors (data BLOB);
CREATE TABLE words (term INTEGER PRIMARY KEY, rows BLOB, weights BLOB);
"""


@dataclass(frozen=True, slots=True)
class Point:
    """A point to be copied."""

    id: str
    payload: Mapping[str, Any]
    version: int
    """Version of `chunks` that brought it."""
    words: SparseVector = NO_WORDS


def write_replica(
    path: Path, about: About, points: Sequence[Point], vectors: "np.ndarray", origins: Mapping[int, Origin]
) -> None:
    """Write a replica and put it in the place of the one before.

    Args:
        path: of the file.
        about: what it says of itself.
        points: to copy.
        vectors: theirs, normalised, float32 of shape (points, dimension).
        origins: which run brought a version of `chunks`, by version.

    Raises:
        StoreError: the file cannot be written.
    """
    part = path.with_suffix(".part")
    try:
        part.unlink(missing_ok=True)
        with privately(), closing(sqlite3.connect(part)) as connection:
            payload = {name: CHUNKS.schema.field(name).type for name in _payload()}
            kinds = ", ".join(f"{name} {'INTEGER' if type_ == LONG else 'TEXT'}" for name, type_ in payload.items())
            tables = _TABLES.format(payload=kinds)
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=NORMAL;" + tables)
            connection.execute("INSERT INTO about VALUES (?)", (json.dumps(asdict(about)),))
            connection.executemany(
                "INSERT INTO origins VALUES (?, ?, ?, ?)",
                ((version, item.time.isoformat(), item.run, item.batches) for version, item in origins.items()),
            )
            values = ", ".join("?" * (len(payload) + 6))
            connection.executemany(f"INSERT INTO points VALUES ({values})", _rows(points))  # noqa: S608
            connection.execute("INSERT INTO vectors VALUES (?)", (vectors.astype("<f4").tobytes(),))
            connection.executemany("INSERT INTO words VALUES (?, ?, ?)", _words(points))
            connection.commit()
        part.replace(path)
    except (sqlite3.Error, OSError) as error:
        kind = StoreRefused if is_refusal(error) else StoreError
        raise kind(f"the search replica {path} cannot be written: {error}; check QDRANT_PATH") from error


def _payload() -> tuple[str, ...]:
    return CHUNKS.payload(InPoint.MOVABLE, InPoint.EMBEDDED)


def _rows(points: Iterable[Point]) -> Iterable[tuple[Any, ...]]:
    names = _payload()
    for row, point in enumerate(points):
        document = str(point.payload["document"])
        told = (point.payload.get(name) for name in names)  # a point of an older version may lack one
        yield (row, point.id, folder_of(document), kind_of(document), *told, point.payload["text"], point.version)


def _words(points: Iterable[Point]) -> Iterable[tuple[int, bytes, bytes]]:
    for term, rows, weights in WordIndex(point.words for point in points):
        yield term, rows.astype("<i4").tobytes(), weights.astype("<f4").tobytes()
