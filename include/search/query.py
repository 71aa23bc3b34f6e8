"""Passages for a query, in the collection that is being served."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.embedding.encoder import open_encoder
from include.embedding.model import find_model
from include.errors import ModelError, SettingsError, StoreError
from include.search.modes import Mode, hits_of, words_of
from include.search.source_link import source_link
from include.settings import Settings
from include.vector_store.collection import StoreState
from include.vector_store.state import peek
from include.vector_store.store import open_store

if TYPE_CHECKING:
    import numpy as np

    from include.vector_store.protocol import Hit
    from include.vector_store.sparse import AskedWords

    Search = Callable[[np.ndarray | None, int, AskedWords | None], list[Hit]]

log = logging.getLogger(__name__)

PASSAGE = {"document", "heading", "text"}
"""What the payload of each passage has; a point without it is somebody else's, which the next run refuses by its id."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A passage that was found."""

    document: str
    heading: str
    text: str
    score: float
    """Cosine similarity, -1 to 1; where only words were asked, their BM25 score. By both it is not what decides."""
    words: tuple[str, ...]
    """Words for which it was found, as they stand in it."""
    place: str = ""
    """Where it stands in the document: page 3, lines 12-30; empty where nobody can tell."""
    link: str = ""
    """Where it can be opened."""


def search(settings: Settings, query: str, limit: int = 5, mode: Mode = Mode.BOTH) -> list[SearchResult]:
    """Returns passages for a query, best first.

    While the model cannot be asked, they are those that have its words, and a line in the log says so.

    Raises:
        SettingsError: an empty query or a limit below 1.
        StoreError: nothing is served yet, it has no words to be asked by, or the store cannot be reached.
    """
    if not query.strip():
        raise SettingsError("the query is empty; ask something, for example: how many days of holiday do we have")
    if limit < 1:
        raise SettingsError(f"--limit is {limit}; it must be 1 or more")
    ((words, hits),) = _asked(settings, [query], limit, mode, or_words=mode is Mode.BOTH)
    return [_result(settings, hit, words) for hit in hits]


def _result(settings: Settings, hit: "Hit", words: "AskedWords | None") -> SearchResult:
    document, text, place = str(hit.payload["document"]), str(hit.payload["text"]), str(hit.payload.get("place") or "")
    return SearchResult(
        document=document,
        heading=str(hit.payload["heading"]),
        text=text,
        score=round(hit.score, 4),
        words=tuple(hits_of(text, words)),
        place=place,
        link=source_link(settings, document, place),
    )


def search_all(settings: Settings, queries: Sequence[str], limit: int = 5, mode: Mode = Mode.BOTH) -> "list[list[Hit]]":
    """Returns points for each of several queries, best first; the store is opened and the model loaded once.

    A query is encoded with the model of the served collection, which may be another than the settings name while a new
    collection is being filled. A collection that has no words yet is asked by meaning alone.

    Raises:
        StoreError: nothing is served yet, it has no words to be asked by, or the store cannot be reached.
    """
    return [hits for _, hits in _asked(settings, queries, limit, mode)]


def _asked(
    settings: Settings, queries: Sequence[str], limit: int, mode: Mode, or_words: bool = False
) -> "list[tuple[AskedWords | None, list[Hit]]]":
    """Of each query the words that were asked, and what was found.

    Args:
        or_words: words alone will do where the model cannot be asked.
    """
    state = peek(settings)
    if state.found is None:
        raise StoreError("nothing is served yet; run `python -m include.sync` first")
    notes = state.found.notes
    if mode is Mode.WORDS and not notes.has_words:
        raise StoreError("what is served has no words yet; run `python -m include.sync`, which embeds nothing for it")
    words = [words_of(query, notes, mode) for query in queries]
    vectors: Sequence[np.ndarray | None] = [None] * len(queries)
    if mode is not Mode.WORDS:
        try:
            model = find_model(notes.embedding_model or settings.embedding_model)
            vectors = list(open_encoder(model, settings).encode_questions(queries))
        except ModelError as error:
            if not or_words or None in words:
                raise
            log.warning("found by words alone, because meaning cannot be asked now: %s", error)
    with _open(settings, state) as search:
        found = [(asked, search(vector, limit, asked)) for asked, vector in zip(words, vectors, strict=True)]
    return [(asked, [hit for hit in hits if hit.payload.keys() >= PASSAGE]) for asked, hits in found]


@contextmanager
def _open(settings: Settings, state: StoreState) -> "Iterator[Search]":
    """What answers: the searchers' copy while it is as the store is, for to open the store is to load each point."""
    from include.search.replicate import current_replica

    if replica := current_replica(settings, state):
        with closing(replica):
            yield replica.hits
        return
    with open_store(settings) as store:
        yield lambda vector, limit, words: store.search(state.served, vector, limit, words=words)
