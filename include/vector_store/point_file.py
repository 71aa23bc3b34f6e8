"""One collection of embedded Qdrant as it lies on the disk: a SQLite file with a row for each point, which is pickled.

`qdrant_client` reads all of them when it opens, and takes a second to import. Here a point is found by its key, so that
a change costs what changed. What is written is what the client writes: whoever opens the folder with it finds the same
points. Reading takes nothing from a pickle but plain values: it can name no class, so it can run no code.
"""

import base64
import io
import pickle
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from include.vector_store.sparse import NAME
from include.vector_store.stored_point import DENSE, Difference, StoredPoint, stored_point

HOLDS_FOR = ("1.20.0",)
"""Versions of qdrant-client that are known to read what is written here, and to write what is read."""
_MODELS = "qdrant_client.http.models.models"
_PROTOCOL = 4
"""Of what the client writes."""
_PIECE_PROTOCOL = 3
"""Of pieces that are put together: it has no frames."""


class PointFile:
    """The points of a collection. Each `with` block is one transaction: all of it is there afterwards, or nothing.

    Args:
        path: of the SQLite file; it is made if need be.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, check_same_thread=False)
        # Written ahead, a commit does not wait for the disk; what a commit said is there after a kill all the same.
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute("CREATE TABLE IF NOT EXISTS points (id TEXT PRIMARY KEY, point BLOB)")

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> "PointFile":
        self._database.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._database.__exit__(*error)

    def put(self, point: StoredPoint) -> None:
        """Write a point, in the place of one that has its id."""
        self._database.execute("INSERT OR REPLACE INTO points VALUES (?, ?)", (_key(point.id), _pickled(point)))

    def get(self, id_: str) -> StoredPoint | None:
        """Returns a point; None where there is none."""
        found = self._database.execute("SELECT point FROM points WHERE id = ?", (_key(id_),)).fetchone()
        return _point(found[0]) if found else None

    def delete(self, id_: str) -> None:
        """Remove a point; one that is not there is no error."""
        keys = (_key(id_), _key(int(id_)) if id_.isdecimal() else "")  # somebody else's may have a number
        self._database.execute("DELETE FROM points WHERE id IN (?, ?)", keys)

    def __iter__(self) -> Iterator[StoredPoint]:
        """Returns all points in the order of their ids; of two that an old client wrote, the newer one."""
        rows = self._database.execute("SELECT point FROM points ORDER BY rowid")
        found = {point.id: point for point in (_point(data) for (data,) in rows)}
        return iter([found[id_] for id_ in sorted(found)])

    def difference(self, known: Mapping[bytes, str]) -> Difference:
        """Returns what is not as it was; of two rows of one id, which an old client wrote, the newer one counts.

        Args:
            known: ids by digest.
        """
        newest: dict[str, bytes] = {}
        rows: dict[bytes, int] = {}
        for row, key, data in self._database.execute("SELECT rowid, id, point FROM points ORDER BY rowid"):
            digest = sha256(data).digest()
            id_ = known.get(digest)
            if id_ is None:
                id_ = str(_plain(base64.b64decode(key)))
                rows[digest] = row
            newest[id_] = digest
        changed = ((digest, self._at(rows[digest])) for digest in newest.values() if digest in rows)
        return Difference(changed, set(known.values()) - newest.keys())

    def _at(self, row: int) -> StoredPoint:
        return _point(self._database.execute("SELECT point FROM points WHERE rowid = ?", (row,)).fetchone()[0])

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM points").fetchone()[0])

    def compact(self) -> None:
        """Overwrite what was deleted, which stays readable on the disk."""
        self._database.execute("VACUUM")
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def count_points(path: Path) -> int | None:
    """Returns how many points a file has; None where it is not there, or cannot be read: whoever opens it will see."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            return int(connection.execute("SELECT count(*) FROM points").fetchone()[0])
    except sqlite3.Error:
        return None


class _Record:
    """What was pickled of an object of the client: its fields."""

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state["__dict__"])


class _Reader(pickle.Unpickler):
    """Makes records of the client's points and sparse vectors, and sets; nothing else can be made."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in ((_MODELS, "PointStruct"), (_MODELS, "SparseVector")):
            return _Record
        if (module, name) == ("builtins", "set"):
            return set
        raise pickle.UnpicklingError(f"a point holds a {module}.{name}")


def _point(data: bytes) -> StoredPoint:
    return stored_point(_plain(data))


def _plain(data: bytes) -> Any:
    return _Reader(io.BytesIO(data)).load()


def _key(id_: str | int) -> str:
    return base64.b64encode(pickle.dumps(id_, protocol=_PROTOCOL)).decode()


def _pickled(point: StoredPoint) -> bytes:
    """A point as the client pickles it, without importing its class."""
    vector: dict[str, bytes] = {DENSE: _piece([float(number) for number in point.vector])}
    if point.words.indices:
        words = {"indices": _piece(list(point.words.indices)), "values": _piece(list(point.words.values))}
        vector[NAME] = _model("SparseVector", words)
    fields = {"payload": _payload(point.payload), "id": _piece(point.id), "vector": _dict(vector)}
    return pickle.PROTO + bytes([_PROTOCOL]) + _model("PointStruct", fields) + pickle.STOP


def _payload(payload: Mapping[str, Any]) -> bytes:
    """A payload as the client pickles it: after each text stands a byte that is no letter.

    By that `knowledge.proof` knows where a name ends. Only this piece has a memo, so the numbers in it are right.
    """
    return pickle.dumps(dict(payload), protocol=_PROTOCOL)[2:-1] + pickle.MEMOIZE


def _model(name: str, fields: Mapping[str, bytes]) -> bytes:
    """An object of pydantic: its class, made empty, and its state."""
    made = pickle.GLOBAL + f"{_MODELS}\n{name}\n".encode() + pickle.EMPTY_TUPLE + pickle.NEWOBJ
    state = {
        "__dict__": _dict(fields),
        "__pydantic_extra__": _piece(None),
        "__pydantic_fields_set__": _piece(set(fields)),
        "__pydantic_private__": _piece(None),
    }
    return made + _dict(state) + pickle.BUILD


def _dict(values: Mapping[str, bytes]) -> bytes:
    items = b"".join(_piece(name) + value for name, value in values.items())
    return pickle.EMPTY_DICT + pickle.MARK + items + pickle.SETITEMS


def _piece(value: Any) -> bytes:
    """A plain value in the middle of a pickle: without its beginning and its end."""
    written = io.BytesIO()
    pickler = pickle.Pickler(written, _PIECE_PROTOCOL)
    pickler.fast = True  # what comes twice is written twice: it has no memo
    pickler.dump(value)
    return written.getvalue()[2:-1]
