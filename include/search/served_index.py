"""What a Qdrant server serves, asked itself: it has no lock that a reader could get in the way of."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from include.errors import NothingServed
from include.lake.known_documents import READY
from include.lake.queries import commits, read_rows
from include.lake.tables import Lake
from include.search.passage import Filters, Origin, Passage, folder_of, kind_of
from include.search.replica import About
from include.settings import Settings
from include.vector_store.collection import CollectionState
from include.vector_store.sparse import AskedWords
from include.vector_store.state import peek
from include.vector_store.store import open_store

if TYPE_CHECKING:
    import numpy as np

HISTORY = 200
"""Commits of `chunks` among which the run that brought a passage is looked up."""


def served_index(settings: Settings, before: "ServedIndex | None" = None) -> "ServedIndex":
    """Returns what is served now; the tables are read again only when it is not what was served `before`.

    Raises:
        StoreError: the server does not answer.
        NothingServed: there is no collection behind the alias.
        LakeError: the tables cannot be read.
    """
    state = peek(settings)
    if state.found is None:
        raise NothingServed("nothing is served yet")
    if before and before.shows(state.served, state.found):
        return before
    return ServedIndex(settings, state.served, state.found)


class ServedIndex:
    """The served collection at one moment.

    Args:
        collection: its name.
        found: what it says of itself.

    Raises:
        LakeError: the tables cannot be read.
    """

    def __init__(self, settings: Settings, collection: str, found: CollectionState) -> None:
        self._settings, self._collection, self._found = settings, collection, found
        lake = Lake(settings.lake_uri)
        self._documents = [row["id"] for row in read_rows(lake.open("documents"), "id", where=f"status = '{READY}'")]
        self._origins = {
            commit["version"]: Origin(
                datetime.fromtimestamp(commit["timestamp"] / 1000, UTC), commit["run"], commit.get("batch_ids", "")
            )
            for commit in commits(lake.open("chunks"), HISTORY)
            if "run" in commit
        }
        self.about = About(
            collection=collection,
            version=found.notes.version,
            embedding_model=found.notes.embedding_model or settings.embedding_model,
            words=found.notes.words,
            languages=found.notes.languages,
            points=found.points,
            documents=len(self._documents),
            published_at=found.notes.uploaded_at,
        )

    def shows(self, collection: str, found: CollectionState) -> bool:
        """Says whether this is that collection, as it is."""
        return (self._collection, self._found) == (collection, found)

    def search(
        self, vector: "np.ndarray | None", limit: int, filters: Filters, words: AskedWords | None = None
    ) -> list[Passage]:
        """Returns the best passages for a question, best first, as `VectorStore.search` does."""
        only = None if filters.empty else [document for document in self._documents if filters.admit(document)]
        with open_store(self._settings) as store:
            hits = store.search(self._collection, vector, limit, only, words)
        return [self._passage(hit.payload, hit.score) for hit in hits]

    def passages(self, document: str) -> list[Passage]:
        """Returns all passages of a document, in order."""
        with open_store(self._settings) as store:
            found = [self._passage(point.payload) for point in store.points(self._collection, [document])]
        return sorted(found, key=lambda passage: passage.ordinal)

    def choices(self) -> dict[str, dict[str, int]]:
        """Returns values that the filters can have, each with its number of documents."""
        values = {"folder": map(folder_of, self._documents), "kind": map(kind_of, self._documents)}
        return {name: dict(sorted(Counter(found).items())) for name, found in values.items()}

    def _passage(self, payload: Mapping[str, Any], score: float | None = None) -> Passage:
        document, title, heading, ordinal, text = (
            payload[name] for name in ("document", "title", "heading", "ordinal", "text")
        )
        origin = self._origins.get(int(payload["version"]))
        return Passage(document, title, heading, ordinal, text, score, origin, str(payload.get("place") or ""))
