"""A point as a store gives it back."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
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


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of the points of a collection since somebody looked."""

    points: Iterable[tuple[bytes, StoredPoint]]
    """Those that are not as they were, or new, each with the digest of what it is now."""
    gone: Collection[str]
    """Ids of those that are not there any more."""


def digest_of(point: StoredPoint) -> bytes:
    """Returns a hash of everything that a point has."""
    words = list(point.words.indices), list(point.words.values)
    told = json.dumps([point.id, dict(point.payload), list(point.vector), words], sort_keys=True)
    return sha256(told.encode()).digest()


def stored_point(record: Any) -> StoredPoint:
    """Returns a point of qdrant-client, or one that it has pickled; somebody else's may have no vector of this name."""
    named = record.vector if isinstance(record.vector, Mapping) else {DENSE: record.vector}
    words = named.get(NAME)
    sparse = SparseVector(words.indices, words.values) if words else NO_WORDS
    return StoredPoint(str(record.id), dict(record.payload or {}), named.get(DENSE, ()), sparse)
