"""What any vector store can do, and the records that it takes and gives.

`tests/vector_store/test_every_store.py` holds every implementation to it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from include.vector_store.collection import StoreState
from include.vector_store.sparse import AskedWords, SparseVector
from include.vector_store.stored_point import Difference, StoredPoint

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What has to happen to the points of one document, in this order."""

    upserts: Sequence[Mapping[str, Any]] = ()
    """Points to write: id, vector, payload and, where it is searched by them, words."""
    payloads: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """New payload fields by point id; their vectors stay."""
    words: Mapping[str, SparseVector] = field(default_factory=dict)
    """New words by point id; the rest of the point stays."""
    deletes: Sequence[str] = ()
    """Ids of points to delete."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result."""

    score: float
    """Cosine similarity, -1 to 1; where only words were asked, their BM25 score, above 0."""
    payload: Mapping[str, Any]
    is_named: bool = False
    """Whether it has an identifier of the question that few others have."""


class VectorStore(Protocol):
    """An open store. Get it from `open_store`."""

    @property
    def prefix(self) -> str:
        """How the names of its collections of documents begin."""

    def state(self, others: Collection[str] = ()) -> StoreState:
        """Returns what `peek` shows, from the open store.

        Args:
            others: collections to look at beside those of documents.
        """

    def collections(self, prefix: str = "") -> list[str]:
        """Returns names of all collections that begin so, whoever made them."""

    def create(self, collection: str, dimension: int) -> None:
        """Make a collection for cosine similarity, if it is not there; one of documents has room for words, too.

        Raises:
            StoreRefused: it is there, and was made for something else.
        """

    def drop(self, collection: str) -> None:
        """Delete a collection with all its points."""

    def write(self, collection: str, changes: Sequence[DocumentChange]) -> None:
        """Write changes in order: of each document new points first and old ones last, so there is never a hole."""

    def count(self, collection: str) -> int:
        """Returns points in a collection, counted exactly."""

    def payloads(self, collection: str) -> dict[str, dict[str, Any]]:
        """Returns every point's payload but its text, by point id."""

    def points(self, collection: str, documents: Sequence[str] | None = None) -> Iterator[StoredPoint]:
        """Returns every point, with its whole payload; only of these documents, where they are named."""

    def difference(self, collection: str, known: Mapping[bytes, str]) -> Difference:
        """Returns what is not as it was; each point is looked at, whoever wrote it, and few are read.

        Args:
            known: ids of the points as they were, by the digest that this told of each.
        """

    def search(
        self,
        collection: str,
        vector: "np.ndarray | None",
        limit: int,
        documents: Sequence[str] | None = None,
        words: AskedWords | None = None,
    ) -> list[Hit]:
        """Returns the best points for a question, best first.

        Args:
            vector: what it means, of shape (dimension,); None: only its words are asked.
            documents: only points of these are returned, where they are named.
            words: its words; None: only its meaning is asked. With both, the two orders are fused.
        """

    def note(self, collection: str, **notes: Any) -> None:
        """Add to what the collection says of itself, by the names of `Notes`."""

    def is_ready(self, collection: str) -> bool:
        """Says whether what was written is indexed."""

    def serve(self, collection: str, timestamp: str) -> None:
        """Point the alias at a collection, in one step; the one that was served says from now on since when it is not.

        Args:
            collection: from now on served.
            timestamp: of now, ISO 8601.
        """

    def compact(self, collection: str) -> None:
        """Overwrite what was deleted, where it would stay readable on the disk."""
