"""What a store says of itself: its collections, what this bundle noted in each, and which one is served."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from include.provenance import Event
from include.qdrant_names import ALIAS, documents_prefix
from include.vector_store.sparse import WORDS


@dataclass(frozen=True, slots=True)
class Notes:
    """What this bundle notes in a collection; Qdrant keeps it as the collection's metadata, under these names."""

    made_for: str = ""
    """Alias for which it was made: nobody else's collection says so. Those of older releases have none."""
    chunks_table: str = ""
    """Id of the table `chunks` whose rows its points show; a table that was made anew has another."""
    version: int = -1
    """Version of that table; -1: it was never filled to the end."""
    payload: str = "chunk_hash, document, heading, model, ordinal, title"
    """Fields that each of its points has of the row; collections of older releases do not say, they have these."""
    words: str = ""
    """How the words of its points were made, `sparse.WORDS`; those of older releases have none."""
    languages: str = ""
    """Languages that these words are stemmed in, ISO 639-1, separated by spaces."""
    unfinished: bool = False
    """Points are being written. Where a run died at it, the change feed since `version` does not tell what the points
    are: an edit that was half written and then taken back is in no difference. Each point is compared then."""
    embedding_model: str = ""
    uploaded_at: str = ""
    """When step 3 last wrote to it, ISO 8601."""
    run: str = ""
    """Run of step 3 that did so."""
    event: Event = field(default_factory=dict)
    """What that run announced; it may have died before it was sent."""
    indexed_version: int = -1
    """Version that has passed step 4; -1: none has."""
    recall: float = 0.0
    """Share of golden questions that it answered then, 0 to 1."""
    index_run: str = ""
    index_event: Event = field(default_factory=dict)
    """As `run` and `event`, of step 4."""
    candidate: Event = field(default_factory=dict)
    """What is known of one that waits to be served, see `pipeline.approval.candidate`; empty: it was served."""
    retired_at: str = ""
    """Since when it is not served any more, ISO 8601; empty: it is, or never was."""

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> "Notes":
        """Returns what is in a collection's metadata; what somebody else has put there is passed over."""
        empty = cls()
        known = {one.name: _like(getattr(empty, one.name), metadata.get(one.name)) for one in fields(cls)}
        return cls(**known)

    @property
    def has_words(self) -> bool:
        """Whether it can be asked by words: each of its points has those that this release makes."""
        return self.words == WORDS

    @property
    def is_indexed(self) -> bool:
        """Whether the version that it holds has passed step 4."""
        return self.version >= 0 and self.indexed_version == self.version


@dataclass(frozen=True, slots=True)
class CollectionState:
    """A collection at one moment."""

    points: int
    notes: Notes = field(default_factory=Notes)
    dimension: int | None = None
    """Length of its vectors; None where it has several kinds of them."""
    distance: str = ""
    """How vectors are compared, in Qdrant's word."""


@dataclass(frozen=True, slots=True)
class StoreState:
    """The collections of this bundle, and which one is served."""

    served: str = ""
    """Collection behind the alias; empty when there is none."""
    collections: Mapping[str, CollectionState] = field(default_factory=dict)
    alias: str = ALIAS

    @property
    def found(self) -> CollectionState | None:
        """The collection that is served; None where there is none."""
        return self.collections.get(self.served)

    def name_for(self, model: str, chunker: str) -> str:
        """Name of the collection for a model and a chunker, by their fingerprints."""
        return f"{documents_prefix(self.alias)}{model[:8]}_{chunker[:8]}"


def _like(default: Any, value: Any) -> Any:
    """The value where it is of the kind of the default: gRPC brings whole numbers as fractions."""
    if isinstance(default, int | float) and isinstance(value, int | float):
        return type(default)(value)
    return value if isinstance(value, type(default)) else default
