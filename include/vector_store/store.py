"""The vector store: Qdrant, embedded in a folder or served. It is a view of the tables and can be made again from them.

Embedded Qdrant takes one process at a time, so it is opened behind a lock, only when there is something to do;
`state.peek` looks at it without opening it.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from contextvars import ContextVar
from pathlib import Path

from include.private_files import private_folder
from include.settings import Settings
from include.vector_store.embedded import locked
from include.vector_store.errors import folder_errors, server_errors
from include.vector_store.folder_store import FolderStore
from include.vector_store.protocol import VectorStore
from include.vector_store.server import address, open_client


class _Sharing:
    """What `opened_once` keeps open."""

    def __init__(self) -> None:
        self.stack = ExitStack()
        self.store: VectorStore | None = None


_sharing: ContextVar[_Sharing | None] = ContextVar("sharing", default=None)


@contextmanager
def opened_once() -> Iterator[None]:
    """Keeps the store open from its first use on, with what it has loaded to search in."""
    sharing = _Sharing()
    token = _sharing.set(sharing)
    try:
        with sharing.stack:
            yield
    finally:
        _sharing.reset(token)


@contextmanager
def open_store(settings: Settings) -> Iterator[VectorStore]:
    """The store, opened for reading and writing; embedded Qdrant is locked until it is closed.

    Raises:
        StoreError: it cannot be reached, or another process has kept it for too long.
    """
    sharing = _sharing.get()
    if sharing is None:
        with _open(settings) as store:
            yield store
        return
    with _readable_errors(settings):
        sharing.store = sharing.store or sharing.stack.enter_context(_open(settings))
        yield sharing.store


@contextmanager
def _open(settings: Settings) -> Iterator[VectorStore]:
    if settings.qdrant_url:
        from include.vector_store.qdrant import QdrantStore

        with _readable_errors(settings):
            client = open_client(settings)
            with closing(client):
                yield QdrantStore(client, settings)
        return
    folder = Path(settings.qdrant_path)
    with (
        locked(folder),
        _readable_errors(settings),
        private_folder(folder / "collection"),
        closing(FolderStore(settings)) as store,
    ):
        yield store


def _readable_errors(settings: Settings) -> AbstractContextManager[None]:
    return server_errors(address(settings)) if settings.qdrant_url else folder_errors(settings.qdrant_path)
