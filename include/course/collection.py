"""The vectors of an exercise, in embedded Qdrant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from include.vector_store.protocol import Hit, VectorStore


class Collection:
    """Points: an id (a UUID), a vector and a payload each. Get it from `Workshop.collection`."""

    def __init__(self, name: str, store: "VectorStore", note: Callable[..., None], fail: Callable[[str], None]) -> None:
        self._name = store.prefix + name
        self._store = store
        self._note = note
        self._fail = fail

    @property
    def _exists(self) -> bool:
        return self._name in self._store.state().collections

    def points(self) -> dict[str, dict[str, Any]]:
        """Payload of every point, by its id."""
        return self._store.payloads(self._name) if self._exists else {}

    def count(self) -> int:
        """Points, counted by the store."""
        return self._store.count(self._name) if self._exists else 0

    def upsert(self, points: Sequence[Mapping[str, Any]]) -> None:
        """Write points (`id`, `vector`, `payload`); one with an id that is there takes its place.

        Raises:
            StoreAwayError: it cannot be written, where a fault was made.
        """
        from include.vector_store.protocol import DocumentChange

        if points:
            self._fail("upsert")
            self._store.create(self._name, len(points[0]["vector"]))
            self._store.write(self._name, [DocumentChange(upserts=points)])
        self._note("upsert", ids=[str(point["id"]) for point in points])

    def delete(self, ids: Iterable[str]) -> None:
        """Delete points by their ids."""
        from include.vector_store.protocol import DocumentChange

        gone = [str(id_) for id_ in ids]
        if gone and self._exists:
            self._fail("delete")
            self._store.write(self._name, [DocumentChange(deletes=gone)])
        self._note("delete", ids=gone)

    def search(self, vector: Sequence[float], limit: int = 5) -> "list[Hit]":
        """The points nearest to a vector, best first: similarity and payload."""
        import numpy as np

        return self._store.search(self._name, np.asarray(vector), limit) if self._exists else []
