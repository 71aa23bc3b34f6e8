"""A Qdrant server as the vector store."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from include.qdrant_names import documents_prefix, require_own_alias
from include.settings import Settings
from include.vector_store.collection import CollectionState, Notes, StoreState
from include.vector_store.own_collections import require_made_here
from include.vector_store.points import of_documents, operations_of
from include.vector_store.protocol import DocumentChange, Hit
from include.vector_store.queries import asked, hits, nearest
from include.vector_store.server import add_words, address, collection_options, index_payload, words_options
from include.vector_store.sparse import NAME, AskedWords
from include.vector_store.stored_point import Difference, StoredPoint, digest_of, stored_point

if TYPE_CHECKING:
    import numpy as np
    from qdrant_client import QdrantClient

SCROLL_POINTS = 1000


class QdrantStore:
    """A server, asked by its client; each method does what `VectorStore` says."""

    def __init__(self, client: "QdrantClient", settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self._made: set[str] = set()

    def state(self, others: Collection[str] = ()) -> StoreState:
        alias = self._settings.qdrant_alias
        aliases = {item.alias_name: item.collection_name for item in self._client.get_aliases().aliases}
        names = self.collections()
        require_own_alias(address(self._settings), alias, dict.fromkeys(names), aliases)
        own = [name for name in names if name.startswith(self.prefix) or name in others]
        return StoreState(aliases.get(alias, ""), {name: self._collection(name) for name in own}, alias)

    @property
    def prefix(self) -> str:
        return documents_prefix(self._settings.qdrant_alias)

    def _collection(self, name: str) -> CollectionState:
        points = self._client.count(name, exact=True).count
        config = self._client.get_collection(name).config
        size, distance = (getattr(config.params.vectors, what, None) for what in ("size", "distance"))
        return CollectionState(
            points, Notes.of(config.metadata or {}), size, str(getattr(distance, "value", distance) or "")
        )

    def create(self, collection: str, dimension: int) -> None:
        if collection in self._made:  # a long update asks before each request
            return
        has_words = collection.startswith(self.prefix)
        if self._client.collection_exists(collection):
            require_made_here(collection, self._collection(collection), dimension)
            if has_words and not self._has_words(collection):
                add_words(self._client, collection)
        else:
            options = collection_options(self._settings, dimension)
            if has_words:
                options["sparse_vectors_config"] = words_options(self._settings)
            self._client.create_collection(collection, metadata={"made_for": self._settings.qdrant_alias}, **options)
            index_payload(self._client, collection)
        self._made.add(collection)

    def _has_words(self, collection: str) -> bool:
        return NAME in (self._client.get_collection(collection).config.params.sparse_vectors or {})

    def payloads(self, collection: str) -> dict[str, dict[str, Any]]:
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

    def points(self, collection: str, documents: Sequence[str] | None = None) -> Iterator[StoredPoint]:
        only = None if documents is None else of_documents(documents)
        offset = None
        while True:
            points, offset = self._client.scroll(
                collection, only, limit=SCROLL_POINTS, offset=offset, with_payload=True, with_vectors=True
            )
            yield from map(stored_point, points)
            if offset is None:
                return

    def difference(self, collection: str, known: Mapping[bytes, str]) -> Difference:
        found = {digest_of(point): point for point in self.points(collection)}
        changed = [(digest, point) for digest, point in found.items() if digest not in known]
        return Difference(changed, set(known.values()) - {point.id for point in found.values()})

    def write(self, collection: str, changes: Sequence[DocumentChange]) -> None:
        if operations := [operation for change in changes for operation in operations_of(change)]:
            self._client.batch_update_points(collection, operations, wait=True)

    def count(self, collection: str) -> int:
        return self._client.count(collection, exact=True).count

    def note(self, collection: str, **notes: Any) -> None:
        replace(Notes(), **notes)  # another name is a mistake
        self._client.update_collection(collection, metadata=notes)

    def is_ready(self, collection: str) -> bool:
        return str(self._client.get_collection(collection).status) in ("green", "CollectionStatus.GREEN", "grey")

    def serve(self, collection: str, timestamp: str) -> None:
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
        names = (item.name for item in self._client.get_collections().collections)
        return sorted(name for name in names if name.startswith(prefix))

    def compact(self, collection: str) -> None:
        """A server does it by itself."""

    def drop(self, collection: str) -> None:
        self._client.delete_collection(collection)

    def search(
        self,
        collection: str,
        vector: "np.ndarray | None",
        limit: int,
        documents: Sequence[str] | None = None,
        words: AskedWords | None = None,
    ) -> list[Hit]:
        only = None if documents is None else of_documents(documents)
        if vector is not None and not (words and words.terms.indices):
            return nearest(self._client, collection, vector, limit, only)
        if words is None or not words.terms.indices:
            return []
        ranked = asked(self._client, collection, vector, words, only)
        return hits(self._client, collection, vector, ranked, limit)
