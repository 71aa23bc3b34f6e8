"""Words of points in memory, or in any file that has them term by term: asked as a Qdrant server asks its own index."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from include.vector_store.fusion import DEPTH, IDENTIFIERS, fuse, nearer, rare, sure_score
from include.vector_store.sparse import AskedWords, SparseVector, idf

if TYPE_CHECKING:
    import numpy as np

Postings = Callable[[int], "tuple[np.ndarray, np.ndarray]"]
"""Of a term the numbers of the points that have it, and its weight in each: int32 and float32 of one shape."""
Ranking = list[tuple[int, float]]
"""Numbers of points and their scores, best first; equal ones by their number."""


class WordIndex:
    """Words of points by term, instead of by point.

    Args:
        points: words of each, by number from 0.
    """

    def __init__(self, points: Iterable[SparseVector]) -> None:
        import numpy as np

        vectors = list(points)
        lengths = np.fromiter((len(words.indices) for words in vectors), np.int64, len(vectors))
        total = int(lengths.sum())
        terms = np.fromiter(chain.from_iterable(words.indices for words in vectors), np.uint32, total)
        weights = np.fromiter(chain.from_iterable(words.values for words in vectors), np.float32, total)
        order = np.argsort(terms, kind="stable")
        self._rows = np.repeat(np.arange(len(vectors), dtype=np.int32), lengths)[order]
        self._weights = weights[order]
        self._terms, starts = np.unique(terms[order], return_index=True)
        self._starts = np.append(starts, total)

    def postings(self, term: int) -> "tuple[np.ndarray, np.ndarray]":
        """Returns numbers of the points that have a term, ascending, and its weight in each."""
        import numpy as np

        place = int(np.searchsorted(self._terms, np.uint32(term)))
        if place == len(self._terms) or self._terms[place] != term:
            return self._rows[:0], self._weights[:0]
        return self._slice(place)

    def __iter__(self) -> "Iterator[tuple[int, np.ndarray, np.ndarray]]":
        """Returns each term with its postings."""
        for place, term in enumerate(self._terms.tolist()):
            yield (term, *self._slice(place))

    def _slice(self, place: int) -> "tuple[np.ndarray, np.ndarray]":
        start, end = self._starts[place], self._starts[place + 1]
        return self._rows[start:end], self._weights[start:end]


@dataclass(frozen=True, slots=True)
class ByWords:
    """What points have of the words of a question."""

    ranking: Ranking = field(default_factory=list)
    named: list[list[int]] = field(default_factory=list)
    """Of each identifier the points that have it."""


def ask_words(asked: AskedWords, postings: Postings, admitted: "np.ndarray") -> ByWords:
    """Returns what points have of the words of a question, by BM25.

    Args:
        postings: of all points; how rare a word is does not depend on which are admitted.
        admitted: which points may be found: bool of shape (points,).
    """
    import numpy as np

    scores = np.zeros(len(admitted), np.float32)
    for term, value in zip(asked.terms.indices, asked.terms.values, strict=True):
        rows, weights = postings(term)
        scores[rows] += np.float32(value * idf(len(admitted), len(rows))) * weights
    having = (postings(term)[0] for term in asked.identifiers[:IDENTIFIERS])
    named = [rows[admitted[rows]].tolist() for rows in having]
    return ByWords(first(scores, admitted & (scores > 0)), named)


def rank(
    vectors: "np.ndarray",
    vector: "np.ndarray | None",
    words: AskedWords | None,
    postings: Postings,
    admitted: "np.ndarray",
    limit: int,
) -> tuple[list[tuple[int, float]], set[int]]:
    """Returns the best points that lie in memory, with their scores, and which have an identifier that few have.

    Args:
        vectors: of all points: float32 of shape (points, dimension).
        vector: what is meant, of shape (dimension,); None: only the words are asked.
        words: of the question; None, or none of them: only the meaning is asked.
        postings: as for `ask_words`.
        admitted: the same.
        limit: how many are returned at most.
    """
    by_words = ask_words(words, postings, admitted) if words and words.terms.indices else None
    meant: Ranking = []
    found = by_words or ByWords()
    scores = dict(found.ranking)
    sure = sure_score(len(admitted), len(words.terms.indices)) if words else 0.0
    if vector is not None and len(vectors):
        near = vectors @ vector
        # Those that only have the words are told how near they are, too.
        meant, scores = first(near, admitted, DEPTH if by_words else limit), dict(enumerate(near.tolist()))
        if by_words and (best := fuse(meant, found.ranking, found.named, 1, sure)):
            meant = first(vectors @ nearer(vector, vectors[best[0]]), admitted)
    best = fuse(meant, found.ranking, found.named, limit, sure)
    return [(row, scores.get(row, 0.0)) for row in best], set(rare(found.named))


def first(scores: "np.ndarray", admitted: "np.ndarray", limit: int = DEPTH) -> Ranking:
    """Returns the best of the points that are admitted; both of shape (points,)."""
    import numpy as np

    rows = np.flatnonzero(admitted)
    best = rows[np.argsort(-scores[rows], kind="stable")[:limit]]
    return list(zip(best.tolist(), scores[best].tolist(), strict=True))
