"""Writes the read replica, see `replica`."""

import json
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.errors import StoreError, StoreRefused, is_refusal
from include.private_files import privately
from include.search.passage import Origin, folder_of, kind_of
from include.search.replica import About, DamagedReplica
from include.search.replica_tables import layout, payload, tables
from include.vector_store.sparse import NO_WORDS, SparseVector
from include.vector_store.word_index import WordIndex

if TYPE_CHECKING:
    import numpy as np

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class Point:
    """A point to be copied."""

    id: str
    payload: Mapping[str, Any]
    version: int
    """Version of `chunks` that brought it."""
    vector: "np.ndarray"
    """Normalised, of shape (dimension,)."""
    words: SparseVector = NO_WORDS
    digest: bytes = b""
    """Of what the store has of it."""


def write_replica(
    path: Path,
    about: About,
    points: Sequence[Point],
    gone: Collection[str] = (),
    origins: Mapping[int, Origin] | None = None,
    anew: bool = True,
) -> None:
    """Write a replica and put it in the place of the one before.

    Args:
        path: of the file.
        about: what it says of itself; points and documents are counted here.
        points: to copy, in the place of those that have their ids.
        gone: ids of points that it is not to have any more.
        origins: which run brought a version of `chunks`, by version.
        anew: False: what was there before stays; it has to be of this layout.

    Raises:
        StoreError: the file cannot be written.
        DamagedReplica: the one before cannot be read.
    """
    part = path.with_suffix(".part")
    try:
        part.unlink(missing_ok=True)
        with privately():
            if not anew:
                shutil.copyfile(path, part)
            with closing(sqlite3.connect(part)) as connection:
                # Nobody reads this file yet, and one that was left behind is made again: it needs no journal.
                connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;")
                if anew:
                    connection.executescript(tables())
                _change_points(connection, points, gone)
                _describe(connection, about, origins or {})
                connection.commit()
        part.replace(path)
    except (sqlite3.Error, OSError) as error:
        if getattr(error, "sqlite_errorcode", None) in _DAMAGED:
            raise DamagedReplica(f"the search replica {path} is damaged: {error}; remove it and run again") from error
        kind = StoreRefused if is_refusal(error) else StoreError
        raise kind(f"the search replica {path} cannot be written: {error}; check QDRANT_PATH") from error


def _change_points(connection: sqlite3.Connection, points: Sequence[Point], gone: Collection[str]) -> None:
    rows = dict(connection.execute("SELECT id, row FROM points"))
    leaving = [rows.pop(id_) for id_ in {*gone, *(point.id for point in points)} if id_ in rows]
    taken = set(rows.values())
    terms = _delete(connection, leaving)
    numbers = list(islice((row for row in count() if row not in taken), len(points)))
    values = ", ".join("?" * (len(payload()) + 8))
    connection.executemany(f"INSERT INTO points VALUES ({values})", _rows(numbers, points))  # noqa: S608 - our own names
    vectors = ((row, point.vector.astype("<f4").tobytes()) for row, point in zip(numbers, points, strict=True))
    connection.executemany("INSERT INTO vectors VALUES (?, ?)", vectors)
    _change_words(connection, terms, leaving, numbers, WordIndex(point.words for point in points))


def _delete(connection: sqlite3.Connection, rows: Sequence[int]) -> set[int]:
    """Delete points, but for their words; returns the terms that these have."""
    import numpy as np

    terms: set[int] = set()
    for row in rows:
        (data,) = connection.execute("DELETE FROM points WHERE row = ? RETURNING terms", (row,)).fetchone()
        terms.update(np.frombuffer(data, "<u4").tolist())
    connection.executemany("DELETE FROM vectors WHERE row = ?", ((row,) for row in rows))
    return terms


def _rows(numbers: Iterable[int], points: Iterable[Point]) -> Iterable[tuple[Any, ...]]:
    import numpy as np

    names = payload()
    for row, point in zip(numbers, points, strict=True):
        document = str(point.payload["document"])
        told = (point.payload.get(name) for name in names)  # a point of an older version may lack one
        found_by = (row, point.id, point.digest, folder_of(document), kind_of(document))
        terms = np.array(point.words.indices, "<u4").tobytes()
        yield (*found_by, *told, point.payload["text"], point.version, terms)


def _change_words(
    connection: sqlite3.Connection, terms: set[int], leaving: Sequence[int], numbers: Sequence[int], index: WordIndex
) -> None:
    """Write anew which points have a term, for each term that has changed.

    Args:
        terms: of the points that were deleted.
        leaving: their rows.
        numbers: rows of the points that came.
        index: words of these, in the same order.
    """
    import numpy as np

    came_to, left = np.array(numbers, "<i4"), np.array(leaving, "<i4")
    coming = {term: (came_to[places], weights) for term, places, weights in index}
    for term in terms | coming.keys():
        rows, weights = coming.get(term, (came_to[:0], np.empty(0, "<f4")))
        if found := connection.execute("SELECT rows, weights FROM words WHERE term = ?", (term,)).fetchone():
            former, theirs = np.frombuffer(found[0], "<i4"), np.frombuffer(found[1], "<f4")
            stays = ~np.isin(former, left)
            rows, weights = np.concatenate([former[stays], rows]), np.concatenate([theirs[stays], weights])
        data = (term, rows.astype("<i4").tobytes(), weights.astype("<f4").tobytes())
        connection.execute("INSERT OR REPLACE INTO words VALUES (?, ?, ?)", data)
    connection.execute("DELETE FROM words WHERE rows = x''")


def _describe(connection: sqlite3.Connection, about: About, origins: Mapping[int, Origin]) -> None:
    """Write what the replica says of itself, and the origins of the versions that its points have."""
    points, documents = connection.execute("SELECT count(*), count(DISTINCT document) FROM points").fetchone()
    told = replace(about, points=points, documents=documents, layout=layout())
    connection.execute("DELETE FROM about")
    connection.execute("INSERT INTO about VALUES (?)", (json.dumps(asdict(told)),))
    rows = ((version, item.time.isoformat(), item.run, item.batches) for version, item in origins.items())
    connection.executemany("INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?)", rows)
    connection.execute("DELETE FROM origins WHERE version NOT IN (SELECT version FROM points)")
