"""The folder of embedded Qdrant: what it says of itself, and the one writer that may have it.

Neither imports the client; the points of a collection are in `point_file`.
"""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include.errors import StoreError, StoreRefused, is_refusal
from include.polling import polled
from include.private_files import privately
from include.vector_store.point_file import count_points

LOCK_SECONDS = 600
WRITTEN_SECONDS = 2
"""No write of the file about all collections takes so long."""


@dataclass(frozen=True, slots=True)
class QdrantFolder:
    """What the folder of an embedded Qdrant says of itself."""

    path: Path
    aliases: Mapping[str, str]
    """Collection by alias."""
    collections: Mapping[str, Mapping[str, Any]]
    """How each was made, by name: its vectors and its metadata."""

    def file(self, collection: str) -> Path:
        """Says where the points of a collection lie."""
        return self.path / "collection" / collection / "storage.sqlite"

    def points(self, collection: str) -> int | None:
        """Returns how many points a collection has; None where that cannot be told now."""
        return count_points(self.file(collection))


def read_folder(path: Path) -> QdrantFolder:
    """Returns the folder as its files show it; one that is not there is empty.

    Raises:
        StoreError: it cannot be read now.
        StoreRefused: what it says of itself is broken.
    """
    try:
        # Its writer writes the file in place, so it can be seen half written, for a moment.
        if found := _read(path) or polled(lambda: _read(path), WRITTEN_SECONDS):
            return found
    except FileNotFoundError:
        return QdrantFolder(path, {}, {})
    except OSError as error:
        kind = StoreRefused if is_refusal(error) else StoreError
        raise kind(f"embedded Qdrant in {path} cannot be read: {error.strerror}; check its permissions") from error
    raise StoreRefused(
        f"embedded Qdrant in {path} cannot be read: its meta.json is broken; move the folder away and run sync, "
        "which fills it again and embeds nothing"
    )


def _read(path: Path) -> QdrantFolder | None:
    """The folder; None where its file is no whole one."""
    try:
        meta = json.loads((path / "meta.json").read_text("utf-8"))
        return QdrantFolder(path, meta.get("aliases", {}), meta["collections"])
    except (ValueError, KeyError, AttributeError, TypeError):
        return None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The one writer: of ours, who wait for each other, and of whoever opens the folder with Qdrant's own client.

    Raises:
        StoreError: another process has kept it for too long, or has it open with Qdrant's client.
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
        with _locked_for_the_client(folder):
            yield
    finally:
        lock.release()


@contextmanager
def _locked_for_the_client(folder: Path) -> Iterator[None]:
    """Holds the lock that `QdrantClient(path=…)` asks for."""
    with privately():
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("a")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"embedded Qdrant in {folder} is open in another program, with Qdrant's own client; close it there"
            ) from None
        yield
