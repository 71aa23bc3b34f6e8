"""All that this project knows of the inside of embedded Qdrant: its files, and the SQLite connections it holds.

Its public interface can neither be looked at cheaply (opening it loads every point) nor made fast or compact. A test
holds this for `HOLDS_FOR`; with another version read `qdrant_client.local` again, then name that version here.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.errors import StoreError, StoreRefused, is_refusal
from include.vector_store.sparse import NAME, NO_WORDS, SparseVector
from include.vector_store.stored_point import StoredPoint

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

HOLDS_FOR = ("1.20.0",)
"""Versions of qdrant-client."""
LOCK_SECONDS = 600


@dataclass(frozen=True, slots=True)
class QdrantFolder:
    """What the folder of an embedded Qdrant says of itself."""

    path: Path
    aliases: Mapping[str, str]
    """Collection by alias."""
    collections: Mapping[str, Mapping[str, Any]]
    """How each was made, by name: its vectors and its metadata."""

    def points(self, collection: str) -> int | None:
        """How many points it has; None where its file is not there or cannot be read now: whoever opens it will see."""
        file = _file(self.path, collection)
        if not file.exists():
            return None
        try:
            with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
                return int(connection.execute("SELECT count(*) FROM points").fetchone()[0])
        except sqlite3.Error:
            return None


def read_folder(path: Path) -> QdrantFolder:
    """Returns the folder as its files show it; one that is not there is empty.

    Raises:
        StoreError: it cannot be read.
    """
    try:
        meta = json.loads((path / "meta.json").read_text("utf-8"))
    except FileNotFoundError:
        return QdrantFolder(path, {}, {})
    except (OSError, ValueError) as error:
        raise StoreError(
            f"embedded Qdrant in {path} cannot be read: {error}; move the folder away and run sync"
        ) from error
    return QdrantFolder(path, meta.get("aliases", {}), meta["collections"])


def write_ahead(client: "QdrantClient", collection: str) -> None:
    """Embedded Qdrant commits every point by itself; with a write-ahead log that is 80 times faster."""
    if database := database_of(client, collection):
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")


def compact(client: "QdrantClient", collection: str) -> None:
    """Overwrite what embedded Qdrant has deleted, which stays readable on the disk; a server does it by itself."""
    if database := database_of(client, collection):
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def database_of(client: "QdrantClient", collection: str) -> sqlite3.Connection | None:
    """Returns the database of a collection; None where the client asks a server, or its inside is another one."""
    stored = getattr(getattr(client, "_client", None), "collections", {}).get(collection)
    database = getattr(getattr(stored, "storage", None), "storage", None)
    return database if isinstance(database, sqlite3.Connection) else None


def loaded(client: "QdrantClient", collection: str) -> list[StoredPoint] | None:
    """Returns the points of a collection in the order of their ids; None where this is no embedded Qdrant that we know.

    Its own scrolling sorts all ids for each page and copies each point; its search by words looks at each word of each
    point, in Python.
    """
    stored: Any = getattr(getattr(client, "_client", None), "collections", {}).get(collection)
    try:
        rows = sorted((str(id_), row) for id_, row in stored.ids.items() if not stored.deleted[row])
        dense, sparse = stored.vectors[""], stored.sparse_vectors.get(NAME)
        words = [SparseVector(sparse[row].indices, sparse[row].values) if sparse else NO_WORDS for _, row in rows]
        return [
            StoredPoint(id_, stored.payload[row], dense[row], has) for (id_, row), has in zip(rows, words, strict=True)
        ]
    except (AttributeError, KeyError):
        return None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The one writer. Taken before embedded Qdrant opens: its own lock is asked only after it has loaded everything.

    Raises:
        StoreError: another process has kept it for too long.
        StoreRefused: the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{folder}.lock", timeout=LOCK_SECONDS)
        lock.acquire()
    except Timeout:
        raise StoreError(
            f"embedded Qdrant in {folder} has been in use for {LOCK_SECONDS} s; stop the other process"
        ) from None
    except OSError as error:
        raise (StoreRefused if is_refusal(error) else StoreError)(
            f"embedded Qdrant in {folder} cannot be written: {error.strerror}; check QDRANT_PATH"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _file(path: Path, collection: str) -> Path:
    return path / "collection" / collection / "storage.sqlite"
