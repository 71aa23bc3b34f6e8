"""A point as a store gives it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from include.vector_store.sparse import NO_WORDS, SparseVector

DENSE = ""
"""Qdrant's name of the vector that has none."""


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """A point as it is in a collection."""

    id: str
    payload: Mapping[str, Any]
    vector: Sequence[float]
    words: SparseVector = NO_WORDS
