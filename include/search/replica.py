"""A read replica of the served collection: one file that anybody may search while the pipeline has the store.

Embedded Qdrant belongs to one process at a time, which loads everything to search in it, so a page in the API server
must not open it. After the alias has moved, what it points at is copied into this file, which is then renamed into its
place: a reader has the old state or the new one, never a part of one, and nobody waits for anybody. The file is SQLite,
opened as immutable; a reader keeps the vectors in memory (4 bytes times dimension a point: 31 MB for 20,000 points of
MiniLM) and reads from the disk only the passages that it shows. A Qdrant server is asked itself and needs no replica.
"""

import json
import sqlite3
import weakref
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from include.errors import StoreError
from include.search.passage import Filters, Origin, Passage
from include.settings import Settings
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


@dataclass(frozen=True, slots=True)
class Known:
    """What a replica knows of its points without their texts, for the one that takes its place."""

    about: About = field(default_factory=About)
    versions: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    """Version of `chunks` by point id, chunk hash and model."""
    origins: Mapping[int, Origin] = field(default_factory=dict)


def path_of(settings: Settings) -> Path:
    """Says where the replica of embedded Qdrant lies: beside its folder."""
    return Path(f"{settings.qdrant_path}.replica.sqlite")


def read_about(path: Path) -> About | None:
    """Returns what the replica says of itself; None where there is none that can be read."""
    try:
        with closing(_connect(path)) as connection:
            return _about(connection)
    except (sqlite3.Error, ValueError, TypeError):
        return None


def read_known(path: Path) -> Known:
    """Returns what the replica knows of its points; nothing where there is none that can be read."""
    try:
        with closing(_connect(path)) as connection:
            rows = connection.execute("SELECT id, chunk_hash, model, version FROM points")
            return Known(_about(connection), {tuple(row[:3]): row[3] for row in rows}, _origins(connection))
    except (sqlite3.Error, ValueError, TypeError):
        return Known()


class Replica:
    """A replica opened for searching, by many threads at once: only to fetch rows does one wait for another.

    It is closed at the latest when nobody refers to it any more, so a thread that searches may keep it while another
    one takes its place.
    """

    def __init__(self, path: Path) -> None:
        import numpy as np

        self._fetching = Lock()
        self._choices: dict[str, dict[str, int]] | None = None
        try:
            self._connection = _connect(path)
            weakref.finalize(self, self._connection.close)
            self.about = _about(self._connection)
            data = self._connection.execute("SELECT data FROM vectors").fetchone()[0]
            self._vectors = np.frombuffer(data, "<f4").reshape(self.about.points, self.about.dimension)
            self._runs = _origins(self._connection)
            self._columns = _columns(self._connection)
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise StoreError(
                f"the search replica {path} cannot be read: {error}; trigger rebuild_search_index to write it again"
            ) from error

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
        return [self._passage(self._fetch(sql, row)[0], score) for row, score in best]

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

        sql = "SELECT ? IN ('', in_folder) AND ? IN ('', of_kind) FROM points ORDER BY row"
        return np.array(self._fetch(sql, filters.folder, filters.kind), bool).reshape(-1)

    def _postings(self, term: int) -> "tuple[np.ndarray, np.ndarray]":
        import numpy as np

        found = self._fetch("SELECT rows, weights FROM words WHERE term = ?", term)
        rows, weights = found[0] if found else (b"", b"")
        return np.frombuffer(rows, "<i4"), np.frombuffer(weights, "<f4")

    def _fetch(self, sql: str, *values: str | int) -> list[Any]:
        """Rows, as tuples."""
        with self._fetching:
            return self._connection.execute(sql, values).fetchall()

    def _passage(self, row: Sequence[Any], score: float | None = None) -> Passage:
        document, title, heading, ordinal, text, version, place = row
        return Passage(document, title, heading, ordinal, text, score, self._runs.get(version), place or "")


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _about(connection: sqlite3.Connection) -> About:
    return About(**json.loads(connection.execute("SELECT record FROM about").fetchone()[0]))


def _columns(connection: sqlite3.Connection) -> str:
    """What is read of a point; a replica of an older release does not say where it stands."""
    names = {name for (name,) in connection.execute("SELECT name FROM pragma_table_info('points')")}
    return ", ".join(name if name in names else f"NULL AS {name}" for name in _COLUMNS)


def _origins(connection: sqlite3.Connection) -> dict[int, Origin]:
    rows = connection.execute("SELECT version, time, run, batches FROM origins")
    return {version: Origin(datetime.fromisoformat(time), run, batches) for version, time, run, batches in rows}
