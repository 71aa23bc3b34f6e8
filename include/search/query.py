"""Passages that are nearest to a query, in the collection that is being served."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.embedding.encoder import open_encoder
from include.embedding.model import find_model
from include.errors import SettingsError, StoreError
from include.settings import Settings
from include.vector_store.state import peek
from include.vector_store.store import open_store

if TYPE_CHECKING:
    from include.vector_store.protocol import Hit


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A passage that is near the query."""

    document: str
    heading: str
    text: str
    score: float
    """Cosine similarity, -1 to 1."""


def search(settings: Settings, query: str, limit: int = 5) -> list[SearchResult]:
    """Returns passages nearest to a query, best first.

    Raises:
        SettingsError: an empty query or a limit below 1.
        StoreError: nothing is served yet, or the store cannot be reached.
    """
    if not query.strip():
        raise SettingsError("the query is empty; ask something, for example: how many days of holiday do we have")
    if limit < 1:
        raise SettingsError(f"--limit is {limit}; it must be 1 or more")
    return [
        SearchResult(
            document=str(hit.payload["document"]),
            heading=str(hit.payload["heading"]),
            text=str(hit.payload["text"]),
            score=round(hit.score, 4),
        )
        for hit in search_all(settings, [query], limit)[0]
    ]


def search_all(settings: Settings, queries: Sequence[str], limit: int = 5) -> "list[list[Hit]]":
    """Returns points nearest to each of several queries, best first; the store is opened and the model loaded once.

    A query is encoded with the model of the served collection, which may be another than the settings name while a new
    collection is being filled.

    Raises:
        StoreError: nothing is served yet, or the store cannot be reached.
    """
    state = peek(settings)
    if state.found is None:
        raise StoreError("nothing is served yet; run `python -m include.sync` first")
    model = find_model(state.found.notes.embedding_model or settings.embedding_model)
    vectors = open_encoder(model, settings).encode(queries)
    with open_store(settings) as store:
        return [store.search(state.served, vector, limit) for vector in vectors]
