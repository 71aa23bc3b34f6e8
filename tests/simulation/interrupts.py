"""Every write of every store is a place where a run can die, or where something else can happen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import filelock
import pytest

from tests.faults.launcher import resolve
from tests.simulation.finding import Finding

WRITES = (
    "include.lake.tables.Lake.append",
    "include.lake.tables.Lake.change",
    "deltalake.DeltaTable.vacuum",
    "deltalake.DeltaTable.create_checkpoint",
    "deltalake.DeltaTable.repair",
    "deltalake.table.TableOptimizer.compact",
    "include.vector_store.folder_store.FolderStore.create",
    "include.vector_store.qdrant.QdrantStore.create",
    "include.vector_store.folder_store.FolderStore.write",
    "include.vector_store.qdrant.QdrantStore.write",
    "include.vector_store.folder_store.FolderStore.note",
    "include.vector_store.qdrant.QdrantStore.note",
    "include.vector_store.folder_store.FolderStore.serve",
    "include.vector_store.qdrant.QdrantStore.serve",
    "include.vector_store.folder_store.FolderStore.drop",
    "include.vector_store.qdrant.QdrantStore.drop",
    "include.search.replicate.write_replica",
    "include.vector_store.point_file.PointFile.put",
    "include.vector_store.point_file.PointFile.delete",
)
"""The last two are in the middle of a transaction of embedded Qdrant."""
POINTS = ("put", "delete")
RETRY = "retry"
MOST_WRITES = 3000
"""A run that writes more often does not end."""


class Killed(BaseException):
    """Stands for kill -9: nothing may catch it."""


class Blocked(Killed):
    """A run that waits for a lock which the run around it has: it has come no further when that one goes on."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens in a run, and when."""

    write: int = 0
    """At which write, from 1; 0: nothing happens."""
    after: bool = False
    """Once it has taken effect."""
    what: str = ""
    """Empty: the run dies there; `RETRY`: it dies, and is tried again at once. Else what is done meanwhile."""

    @property
    def dies(self) -> bool:
        return self.what in ("", RETRY)


CALM = Fate()


class Interrupts:
    """Counts the writes of a run, and lets its fate happen.

    Args:
        meanwhile: what happens in a run that does not die.
        written: is told of each write that took effect, by its name and its arguments.
    """

    def __init__(self, meanwhile: Callable[[str], None], written: Callable[[str, tuple[Any, ...]], None]) -> None:
        self._meanwhile, self._written = meanwhile, written
        self._fate = CALM
        self._locked: set[str] = set()
        self.has_locks = True
        """False: tables have no lock, as on S3."""
        self.writes = 0
        self.commits = 0
        """Changes of rows that were committed to tables, by all runs."""

    @property
    def is_calm(self) -> bool:
        """Whether nothing is going to happen in this run."""
        return not self._fate.write

    @contextmanager
    def run(self, fate: Fate) -> Iterator[None]:
        """Around a run; one may begin within another."""
        before = self._fate, self.writes
        self._fate, self.writes = fate, 0
        try:
            yield
        finally:
            self._fate, self.writes = before

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Put a trap around each write, and around the locks."""
        for place in WRITES:
            owner, name = resolve(place)
            patch.setattr(owner, name, self._trap(name, getattr(owner, name)))
        patch.setattr("filelock.FileLock", self._lock_class())

    def _lock_class(self) -> type:
        interrupts, original = self, filelock.FileLock

        class Lock:
            def __init__(self, path: str, timeout: float) -> None:
                self._path = path
                self._lock = original(path, timeout=timeout)

            def acquire(self) -> None:
                if not interrupts.has_locks:
                    return
                if self._path in interrupts._locked:
                    raise Blocked
                interrupts._locked.add(self._path)
                self._lock.acquire()

            def release(self) -> None:
                interrupts._locked.discard(self._path)
                self._lock.release()

        return Lock

    def _trap(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def trapped(*arguments: Any, **named: Any) -> Any:
            self.writes += 1
            number, fate = self.writes, self._fate
            if number > MOST_WRITES:
                raise Finding("a run does not end", f"{number} writes, the last one {name}")
            # Embedded Qdrant is in the middle of a request there: it can die, but answers nobody.
            due = fate.write and number >= fate.write and (fate.dies or name not in POINTS)
            if due and not fate.after:
                self._happen(fate)
            before = arguments[1].version() if name == "change" else 0
            result = original(*arguments, **named)
            self.commits += name == "append" or (name == "change" and result != before)
            self._written(name, arguments)
            if due and fate.after and self._fate is fate:
                self._happen(fate)
            return result

        return trapped

    def _happen(self, fate: Fate) -> None:
        if fate.dies:
            raise Killed
        self._fate = CALM
        self._meanwhile(fate.what)
