"""What the Search page asks: passages for a question, the passages of a document, and what there is to choose from.

Everything is answered in words that can be shown, also that something is not there. What it costs is in docs/pages.md.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from include.errors import BundleError, NothingServed
from include.provenance import dag_and_run_id
from include.renewed import Renewed
from include.search.emptiness import why_empty
from include.search.modes import hits_of, words_of
from include.search.passage import Filters, Passage, folder_of, kind_of
from include.search.query_encoder import EncoderUnavailable, shared_encoder
from include.search.replica import About, Replica, path_of
from include.search.source_link import source_link
from include.settings import Settings
from include.vector_store.sparse import AskedWords

if TYPE_CHECKING:
    import numpy as np

    from include.search.served_index import ServedIndex

SHOWN = 10
"""Passages that a question gets."""
MARKS_SECONDS, FORMER_MARKS_SECONDS = 5.0, 60.0
"""Largest age of what the tables say of unreadable documents, and the one while somebody reads it anew."""
NO_PASSAGE = "No passage is left with these filters; take one away."
NO_WORD = "No passage that the filters leave has a word of the question."
Answer = dict[str, Any]


class Index(Protocol):
    """Something that can be searched."""

    about: About

    def search(
        self, vector: "np.ndarray | None", limit: int, filters: Filters, words: AskedWords | None = None
    ) -> list[Passage]:
        """Returns passages, best first."""

    def passages(self, document: str) -> list[Passage]:
        """Returns all passages of a document, in order."""

    def choices(self) -> dict[str, dict[str, int]]:
        """Returns values that the filters can have."""


class Searcher:
    """Answers the page; may be used by many threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._encoder = shared_encoder(settings)
        # While one request opens what was put in its place, the others search the replica of before.
        self._replica: Renewed[Replica] = Renewed(former_seconds=float("inf"))
        self._served: ServedIndex | None = None
        self._marks: Renewed[Mapping[str, str]] = Renewed(MARKS_SECONDS, FORMER_MARKS_SECONDS)

    def about(self) -> Answer:
        """Returns what is served, and what one can choose from."""

        def answer(index: Index) -> Answer:
            return {"state": "ready", "served": _served(index.about), "choices": index.choices()}

        return self._asked(answer)

    def search(self, question: str, filters: Filters, limit: int = SHOWN) -> Answer:
        """Returns passages for a question, best first, each with the words for which it was found."""

        def answer(index: Index) -> Answer:
            begun = time.perf_counter()
            if not index.about.points:
                return _words("not_indexed", why_empty(self._settings))
            words = words_of(question, index.about)
            vector, note = self._meaning(question, index.about, words)
            found = index.search(vector, limit, filters, words)
            told = [{**each, "words": hits_of(each["text"], words)} for each in self._told(found)]
            milliseconds = round((time.perf_counter() - begun) * 1000, 1)
            if not found:
                return _words("nothing_found", f"{note} {NO_WORD}" if note else NO_PASSAGE)
            return {"state": "ready", "passages": told, "milliseconds": milliseconds, "note": note}

        return self._asked(answer) if question.strip() else _words("no_question", "")

    def _meaning(self, question: str, about: About, words: AskedWords | None) -> "tuple[np.ndarray | None, str]":
        """The vector of a question; where it cannot be had now, None and why, for then words alone are asked.

        Raises:
            EncoderUnavailable: there are no words to be asked by either.
        """
        try:
            return self._encoder.encode(about.embedding_model or self._settings.embedding_model, question), ""
        except EncoderUnavailable as error:
            if words is None:
                raise
            return None, f"Found by words alone, because meaning cannot be asked now: {error}."

    def document(self, document: str) -> Answer:
        """Returns the passages of a document in order, as they are served."""

        def answer(index: Index) -> Answer:
            found = index.passages(document)
            if not found:
                return _words(
                    "not_indexed",
                    f"{document} is not in the index: it is not there, was removed, or waits. See Freshness.",
                )
            return {"state": "ready", "title": found[0].title, "passages": self._told(found)}

        return self._asked(answer)

    def _told(self, passages: Sequence[Passage]) -> list[Mapping[str, Any]]:
        """What is shown of passages; whether the tables can be read or not, they can be found."""
        from include.lake.known_documents import stale_marks

        try:
            marks = self._marks.get(lambda: stale_marks(self._settings)) if passages else {}
        except BundleError:
            marks = {}
        return [
            {
                **_told(passage),
                "link": source_link(self._settings, passage.document, passage.place),
                "stale": marks.get(passage.document, ""),
            }
            for passage in passages
        ]

    def _asked(self, answer: Callable[[Index], Answer]) -> Answer:
        try:
            index = self._index()
            return answer(index) if index else _words("not_indexed", why_empty(self._settings))
        except EncoderUnavailable as error:
            return _words("no_encoder", f"Questions cannot be encoded in this server: {error}")
        except BundleError as error:
            return _words("unavailable", str(error))

    def _index(self) -> Index | None:
        """What is served; None where nothing is."""
        if not self._settings.qdrant_url:
            return self._open_replica()
        from include.search.served_index import served_index

        try:
            self._served = served_index(self._settings, self._served)
        except NothingServed:
            return None
        return self._served

    def _open_replica(self) -> Replica | None:
        """The replica as it is now; opened again when another was put in its place."""
        path = path_of(self._settings)
        try:
            status = path.stat()
        except OSError:
            return None
        return self._replica.get(lambda: Replica(path), (status.st_ino, status.st_mtime_ns))


def _words(state: str, message: str) -> Answer:
    return {"state": state, "message": message, "passages": []}


def _served(about: About) -> Answer:
    shown = ("collection", "version", "embedding_model", "points", "documents", "published_at")
    return {name: value for name, value in asdict(about).items() if name in shown}


def _told(passage: Passage) -> Mapping[str, Any]:
    origin = passage.origin
    dag, run = dag_and_run_id(origin.run if origin else "")
    return {
        "document": passage.document,
        "title": passage.title,
        "heading": passage.heading,
        "place": passage.place,
        "ordinal": passage.ordinal,
        "text": passage.text,
        "score": None if passage.score is None else round(passage.score, 3),
        "folder": folder_of(passage.document),
        "kind": kind_of(passage.document),
        "embedded_at": origin.time.isoformat() if origin else None,
        "batches": origin.batches if origin else "",
        "dag": dag,
        "run": run,
    }
