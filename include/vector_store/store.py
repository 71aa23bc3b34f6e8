"""The vector store: Qdrant, embedded in a folder or served. It is a view of the tables and can be made again from them.

Embedded Qdrant takes one process at a time and loads everything when it opens, so it is opened behind a lock, only when
there is something to do; `state.peek` looks at it without opening it.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from include.private_files import private_folder
from include.qdrant_names import documents_prefix, require_own_alias
from include.settings import Settings
from include.vector_store import embedded
from include.vector_store.collection import CollectionState, Notes
from include.vector_store.errors import readable_errors
from include.vector_store.own_collections import require_made_here
from include.vector_store.server import address, collection_options, index_payload, open_client
from include.vector_store.state import StoreState

if TYPE_CHECKING:
    import numpy as np
    from qdrant_client import QdrantClient

log = logging.getLogger(__name__)

SCROLL_POINTS = 1000


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What has to happen to the points of one document, in this order."""

    upserts: Sequence[Mapping[str, Any]] = ()
    """Points to write: id, vector and payload."""
    payloads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """New payload fields by point id; their vectors stay."""
    deletes: Sequence[str] = ()
    """Ids of points to delete."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result."""

    score: float
    """Cosine similarity, -1 to 1."""
    payload: Mapping[str, Any]


class _Sharing:
    """What `opened_once` keeps open."""

    def __init__(self) -> None:
        self.stack = ExitStack()
        self.store: VectorStore | None = None


_sharing: ContextVar[_Sharing | None] = ContextVar("sharing", default=None)


@contextmanager
def opened_once() -> Iterator[None]:
    """Keeps the store open from its first use on: embedded Qdrant loads everything when it opens."""
    sharing = _Sharing()
    token = _sharing.set(sharing)
    try:
        with sharing.stack:
            yield
    finally:
        _sharing.reset(token)


@contextmanager
def open_store(settings: Settings) -> Iterator["VectorStore"]:
    """The store, opened for reading and writing; embedded Qdrant is locked until it is closed.

    Raises:
        StoreError: it cannot be reached, or another process has kept it for too long.
    """
    sharing = _sharing.get()
    if sharing is None:
        with _open(settings) as store:
            yield store
        return
    with readable_errors(address(settings) if settings.qdrant_url else settings.qdrant_path):
        sharing.store = sharing.store or sharing.stack.enter_context(_open(settings))
        yield sharing.store


@contextmanager
def _open(settings: Settings) -> Iterator["VectorStore"]:
    from qdrant_client import QdrantClient

    if settings.qdrant_url:
        with readable_errors(address(settings)):
            client = open_client(settings)
            with closing(client):
                yield VectorStore(client, settings)
        return
    folder = Path(settings.qdrant_path)
    with embedded.locked(folder), readable_errors(settings.qdrant_path), private_folder(folder / "collection"):
        client = QdrantClient(path=settings.qdrant_path)
        with closing(client):
            yield VectorStore(client, settings)


class VectorStore:
    """An open store. Get it from `open_store`."""

    def __init__(self, client: "QdrantClient", settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self._embedded = not settings.qdrant_url
        self._made: set[str] = set()

    def state(self) -> StoreState:
        """Returns what `peek` shows, from the open store."""
        alias = self._settings.qdrant_alias
        aliases = {item.alias_name: item.collection_name for item in self._client.get_aliases().aliases}
        names = self.collections()
        require_own_alias(self._where, alias, dict.fromkeys(names), aliases)
        own = [name for name in names if name.startswith(self.prefix)]
        return StoreState(aliases.get(alias, ""), {name: self._collection(name) for name in own}, alias)

    @property
    def prefix(self) -> str:
        """How the names of its collections of documents begin."""
        return documents_prefix(self._settings.qdrant_alias)

    @property
    def _where(self) -> str:
        return address(self._settings) if self._settings.qdrant_url else self._settings.qdrant_path

    def _collection(self, name: str) -> CollectionState:
        points = self._client.count(name, exact=True).count
        config = self._client.get_collection(name).config
        size, distance = (getattr(config.params.vectors, what, None) for what in ("size", "distance"))
        return CollectionState(
            points, Notes.of(config.metadata or {}), size, str(getattr(distance, "value", distance) or "")
        )

    def create(self, collection: str, dimension: int) -> None:
        """Make a collection for cosine similarity, if it is not there.

        Raises:
            StoreRefused: it is there, and was made for something else.
        """
        if collection in self._made:  # a long update asks before each request
            return
        if self._client.collection_exists(collection):
            require_made_here(collection, self._collection(collection), dimension)
        else:
            options = collection_options(self._settings, dimension)
            self._client.create_collection(collection, metadata={"made_for": self._settings.qdrant_alias}, **options)
            if not self._embedded:
                index_payload(self._client, collection)
        embedded.write_ahead(self._client, collection)
        self._made.add(collection)

    def payloads(self, collection: str) -> dict[str, dict[str, Any]]:
        """Returns every point's payload but its text, by point id."""
        from qdrant_client import models

        found: dict[str, dict[str, Any]] = {}
        offset = None
        while True:
            points, offset = self._client.scroll(
                collection,
                limit=SCROLL_POINTS,
                offset=offset,
                with_payload=models.PayloadSelectorExclude(exclude=["text"]),
            )
            found |= {str(point.id): dict(point.payload or {}) for point in points}
            if offset is None:
                return found

    def points(
        self, collection: str, documents: Sequence[str] | None = None
    ) -> Iterator[tuple[str, dict[str, Any], Sequence[float]]]:
        """Returns every point's id, whole payload and vector; only of these documents, where they are named."""
        only = None if documents is None else _of_documents(documents)
        offset = None
        while True:
            points, offset = self._client.scroll(
                collection, only, limit=SCROLL_POINTS, offset=offset, with_payload=True, with_vectors=True
            )
            for point in points:
                yield str(point.id), dict(point.payload or {}), cast("Sequence[float]", point.vector)
            if offset is None:
                return

    def write(self, collection: str, changes: Sequence[DocumentChange]) -> None:
        """Write changes in order: of each document new points first and old ones last, so there is never a hole."""
        from qdrant_client import models

        operations: list[Any] = []
        for change in changes:
            if change.upserts:
                points = [models.PointStruct(**point) for point in change.upserts]
                operations.append(models.UpsertOperation(upsert=models.PointsList(points=points)))
            for point, payload in change.payloads.items():
                fields = models.SetPayload(payload=dict(payload), points=[point])
                operations.append(models.SetPayloadOperation(set_payload=fields))
            if change.deletes:
                ids = models.PointIdsList(points=list(change.deletes))
                operations.append(models.DeleteOperation(delete=ids))
        if operations:
            self._client.batch_update_points(collection, operations, wait=True)

    def count(self, collection: str) -> int:
        """Returns points in a collection, counted exactly."""
        return self._client.count(collection, exact=True).count

    def note(self, collection: str, **notes: Any) -> None:
        """Add to what the collection says of itself, by the names of `Notes`."""
        replace(Notes(), **notes)  # another name is a mistake
        self._client.update_collection(collection, metadata=notes)

    def is_ready(self, collection: str) -> bool:
        """Says whether the server has finished indexing what was written."""
        return str(self._client.get_collection(collection).status) in ("green", "CollectionStatus.GREEN", "grey")

    def serve(self, collection: str, timestamp: str) -> None:
        """Point the alias at a collection, in one step; the one that was served says from now on since when it is not.

        Args:
            collection: from now on served.
            timestamp: of now, ISO 8601.
        """
        from qdrant_client import models

        alias = self._settings.qdrant_alias
        operations: list[Any] = [
            models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name=collection, alias_name=alias))
        ]
        served = self.state().served
        if served:
            operations.insert(0, models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias)))
        self._client.update_collection_aliases(operations)
        self.note(collection, retired_at="")
        if served not in ("", collection):
            self.note(served, retired_at=timestamp)

    def collections(self, prefix: str = "") -> list[str]:
        """Names of all collections that begin so, whoever made them."""
        names = (item.name for item in self._client.get_collections().collections)
        return sorted(name for name in names if name.startswith(prefix))

    def compact(self, collection: str) -> None:
        """Overwrite what embedded Qdrant has deleted, which stays readable on the disk; a server does it by itself."""
        embedded.compact(self._client, collection)

    def drop(self, collection: str) -> None:
        """Delete a collection with all its points."""
        self._client.delete_collection(collection)

    def search(
        self, collection: str, vector: "np.ndarray", limit: int, documents: Sequence[str] | None = None
    ) -> list[Hit]:
        """Returns the points nearest to a vector of shape (dimension,), best first; only of these documents, if any."""
        only = None if documents is None else _of_documents(documents)
        found = self._client.query_points(
            collection, query=vector.tolist(), limit=limit, with_payload=True, query_filter=only
        )
        return [Hit(point.score, point.payload or {}) for point in found.points]


def _of_documents(documents: Sequence[str]) -> Any:
    from qdrant_client import models

    return models.Filter(must=[models.FieldCondition(key="document", match=models.MatchAny(any=list(documents)))])
