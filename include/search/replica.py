"""A read replica of the served collection: one file that anybody may search while the pipeline has the store.

Embedded Qdrant belongs to one process at a time, which loads everything to search in it, so a page in the API server
must not open it. What the alias points at is copied into this file: the kernel copies the one before, the points that
changed are written into the copy, and it is renamed into its place. So a reader has the old state or the new one, never
a part of one, nobody waits for anybody, and it needs no lock that a network mount might not keep, as SQLite's WAL does.
The file is SQLite, opened as immutable; a reader keeps the vectors in memory (4 bytes times dimension a point: 31 MB
for 20,000 points of MiniLM) and reads from the disk only the words that are asked and the passages that it shows. A
Qdrant server is asked itself and needs no replica.
"""

import json
import sqlite3
import weakref
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from include.errors import StoreError
from include.search.passage import Filters, Origin, Passage
from include.search.replica_tables import payload
from include.settings import Settings
from include.vector_store.protocol import Hit
from include.vector_store.sparse import AskedWords
from include.vector_store.word_index import rank

if TYPE_CHECKING:
    import numpy as np

_COLUMNS = ("document", "title", "heading", "ordinal", "text", "version", "place")


@dataclass(frozen=True, slots=True)
class About:
    """What a replica says of itself."""

    collection: str = ""
    version: int = -1
    """Version of `chunks` that the collection held."""
    uploaded_at: str = ""
    chunks_table: str = ""
    embedding_model: str = ""
    words: str = ""
    languages: str = ""
    """Of its words, as `Notes` has them."""
    dimension: int = 0
    points: int = 0
    documents: int = 0
    published_at: str = ""
    """When the replica was made, ISO 8601."""
    layout: int = 0
    """Of its tables, `replica_tables.layout`; 0: of a release before there was one."""


class DamagedReplica(StoreError):
    """The file cannot be read; it is made again of the store."""


def path_of(settings: Settings) -> Path:
    """Says where the replica of embedded Qdrant lies: beside its folder."""
    return Path(f"{settings.qdrant_path}.replica.sqlite")


def read_about(path: Path) -> About | None:
    """Returns what the replica says of itself; None where there is none that can be read."""
    try:
        with closing(connect(path)) as connection:
            return about_of(connection)
    except (sqlite3.Error, ValueError, TypeError):
        return None


class Replica:
    """A replica opened for searching, by many threads at once: only to fetch rows does one wait for another.

    It is closed at the latest when nobody refers to it any more, so a thread that searches may keep it while another
    one takes its place.
    """

    def __init__(self, path: Path) -> None:

        self._fetching = Lock()
        self._choices: dict[str, dict[str, int]] | None = None
        try:
            self._connection = connect(path)
            weakref.finalize(self, self._connection.close)
            self.about = about_of(self._connection)
            self._runs = origins_of(self._connection)
            self._columns = _columns(self._connection)
            self._load()
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise DamagedReplica(
                f"the search replica {path} cannot be read: {error}; trigger rebuild_search_index to write it again"
            ) from error

    def _load(self) -> None:
        """Load the vectors; equally good passages come in the order of their ids, so that is the order of everything.

        The rows of a release before each had its own are one piece of data in the same order.
        """
        import numpy as np

        data = b"".join(data for (data,) in self._connection.execute("SELECT data FROM vectors ORDER BY rowid"))
        by_row = np.frombuffer(data, "<f4").reshape(self.about.points, self.about.dimension)
        rows = self._connection.execute("SELECT row FROM points ORDER BY id").fetchall()
        self._rows = np.array(rows, int).reshape(-1)
        self._vectors = by_row[np.argsort(np.argsort(self._rows))]
        self._places = np.zeros(self._rows.max(initial=-1) + 1, int)
        self._places[self._rows] = np.arange(len(self._rows))

    def close(self) -> None:
        self._connection.close()

    def search(
        self, vector: "np.ndarray | None", limit: int, filters: Filters, words: AskedWords | None = None
    ) -> list[Passage]:
        """Returns the best passages for a question, best first, as `VectorStore.search` does.

        Args:
            vector: what it means, of shape (dimension,); None: only its words are asked.
            words: its words; None: only its meaning is asked.
        """
        import numpy as np

        admitted = np.ones(len(self._vectors), bool) if filters.empty else self._admitted(filters)
        best, _ = rank(self._vectors, vector, words, self._postings, admitted, limit)
        sql = f"SELECT {self._columns} FROM points WHERE row = ?"  # noqa: S608 - our own names
        return [self._passage(self._fetch(sql, int(self._rows[place]))[0], score) for place, score in best]

    def hits(self, vector: "np.ndarray | None", limit: int, words: AskedWords | None = None) -> list[Hit]:
        """Returns the best of all points with the payload that they have in the store, as `VectorStore.search` does."""
        import numpy as np

        names = (*payload(), "text")
        sql = f"SELECT {', '.join(names)} FROM points WHERE row = ?"  # noqa: S608 - our own names
        best, named = rank(self._vectors, vector, words, self._postings, np.ones(len(self._vectors), bool), limit)
        rows = ((self._fetch(sql, int(self._rows[place]))[0], score, place in named) for place, score in best)
        return [Hit(score, dict(zip(names, row, strict=True)), is_named) for row, score, is_named in rows]

    def passages(self, document: str) -> list[Passage]:
        """Returns all passages of a document, in order."""
        sql = f"SELECT {self._columns} FROM points WHERE document = ? ORDER BY ordinal"  # noqa: S608 - our own names
        return [self._passage(row) for row in self._fetch(sql, document)]

    def choices(self) -> dict[str, dict[str, int]]:
        """Returns values that the filters can have, each with its number of documents."""
        if self._choices is None:  # counted once: an open page asks every few seconds, and a replica never changes
            sql = "SELECT {0}, count(DISTINCT document) FROM points GROUP BY {0} ORDER BY {0}"
            columns = {"folder": "in_folder", "kind": "of_kind"}
            self._choices = {name: dict(self._fetch(sql.format(column))) for name, column in columns.items()}
        return self._choices

    def _admitted(self, filters: Filters) -> "np.ndarray":
        """Which points the filters admit: of shape (points,)."""
        import numpy as np

        sql = "SELECT row FROM points WHERE ? IN ('', in_folder) AND ? IN ('', of_kind)"
        admitted = np.zeros(len(self._rows), bool)
        admitted[self._places[np.array(self._fetch(sql, filters.folder, filters.kind), int).reshape(-1)]] = True
        return admitted

    def _postings(self, term: int) -> "tuple[np.ndarray, np.ndarray]":
        import numpy as np

        found = self._fetch("SELECT rows, weights FROM words WHERE term = ?", term)
        rows, weights = found[0] if found else (b"", b"")
        return self._places[np.frombuffer(rows, "<i4")], np.frombuffer(weights, "<f4")

    def _fetch(self, sql: str, *values: str | int) -> list[Any]:
        """Rows, as tuples."""
        with self._fetching:
            return self._connection.execute(sql, values).fetchall()

    def _passage(self, row: Sequence[Any], score: float | None = None) -> Passage:
        document, title, heading, ordinal, text, version, place = row
        return Passage(document, title, heading, ordinal, text, score, self._runs.get(version), place or "")


def connect(path: Path) -> sqlite3.Connection:
    """Opens a replica for reading.

    Raises:
        sqlite3.Error: there is none.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def about_of(connection: sqlite3.Connection) -> About:
    """Returns what an open replica says of itself.

    Raises:
        sqlite3.Error, ValueError, TypeError: it is none.
    """
    return About(**json.loads(connection.execute("SELECT record FROM about").fetchone()[0]))


def _columns(connection: sqlite3.Connection) -> str:
    """What is read of a point; a replica of an older release does not say where it stands."""
    names = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('points')")}
    return ", ".join(name if name in names else f"NULL AS {name}" for name in _COLUMNS)


def origins_of(connection: sqlite3.Connection) -> dict[int, Origin]:
    """Returns which run brought each version of `chunks`, as an open replica has it."""
    rows = connection.execute("SELECT version, time, run, batches FROM origins")
    return {version: Origin(datetime.fromisoformat(time), run, batches) for version, time, run, batches in rows}
