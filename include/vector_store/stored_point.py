"""A point as a store gives it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from include.vector_store.sparse import NAME, NO_WORDS, SparseVector

DENSE = ""
"""Qdrant's name of the vector that has none."""


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """A point as it is in a collection."""

    id: str
    payload: Mapping[str, Any]
    vector: Sequence[float]
    words: SparseVector = NO_WORDS


def stored_point(record: Any) -> StoredPoint:
    """Returns a point of qdrant-client, or one that it has pickled; somebody else's may have no vector of this name."""
    named = record.vector if isinstance(record.vector, Mapping) else {DENSE: record.vector}
    words = named.get(NAME)
    sparse = SparseVector(words.indices, words.values) if words else NO_WORDS
    return StoredPoint(str(record.id), dict(record.payload or {}), named.get(DENSE, ()), sparse)
