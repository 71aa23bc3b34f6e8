"""One order out of two: what is nearest in meaning, and what has the words.

A weighted sum of both scores, each brought to 0 to 1 (Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid
Retrieval", TOIS 2023). Reciprocal rank fusion, which looks at the ranks alone, was measured, too: where a model does
not know the language, its order spoils the one of the words; bench/RESULTS.md has the figures. It is done here for
every kind of store, so that the order does not depend on which of them is asked.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np

Point = TypeVar("Point", str, int)
"""A point's id, or a number that is in the order of the ids."""
MEANING = 0.65
"""Weight of the meaning; the words have the rest."""
TELLING = 2
"""So many words that only one point has make a best passage sure to be meant."""
FEEDBACK = 0.2
"""So much of the best passage's vector is added to the question's, and it is asked again: what is like that passage
comes nearer. More of it gains little more, and more passages than the best one gain less: docs/search.md."""
DEPTH = 100
"""So many points of each order count."""
RARE = 10
"""An identifier that at most so many points have is what was asked for: these come first."""
IDENTIFIERS = 4
"""So many of a question are looked up."""
_DIGITS = 5
"""Of a score; beyond them stores reckon differently, and equal texts would come in another order."""


def fuse(
    meaning: Sequence[tuple[Point, float]],
    words: Sequence[tuple[Point, float]],
    named: Sequence[Collection[Point]],
    limit: int,
    sure: float = 0.0,
) -> list[Point]:
    """Returns points, best first; those that are equally good, in the order of their ids.

    Args:
        meaning: points and their cosine, best first, `DEPTH` at most. The last of them is what 0 is.
        words: points and their BM25 score, best first, `DEPTH` at most. The first of them is what 1 is, if it is sure.
        named: of each identifier in the question the points that have it; the first `RARE` + 1 are enough.
        limit: how many are returned at most.
        sure: what `sure_score` says of the question; where no passage has as much, words weigh less.
    """
    scores: dict[Point, float] = defaultdict(float)
    for point, cosine in meaning:
        least = meaning[-1][1]
        scores[point] += MEANING * (cosine - least) / max(1 - least, 1e-6)
    for point, score in words:
        scores[point] += (1 - MEANING) * score / max(words[0][1], sure)
    for point in rare(named):
        scores[point] += 1
    return sorted(scores, key=lambda point: (-round(scores[point], _DIGITS), point))[:limit]


def nearer(question: "np.ndarray", passage: "np.ndarray | Sequence[float]") -> "np.ndarray":
    """Returns the vector of a question, moved towards that of the passage which answers it best so far.

    Pseudo-relevance feedback (Rocchio, "Relevance Feedback in Information Retrieval", 1971), as it is done with dense
    vectors (Li et al., "Pseudo Relevance Feedback with Deep Language Models and Dense Retrievers", TOIS 2023).

    Args:
        question: of length 1, of shape (dimension,), as what is returned.
        passage: the same.
    """
    import numpy as np

    moved = question + np.float32(FEEDBACK) * np.asarray(passage, np.float32)
    return np.asarray(moved / np.linalg.norm(moved))


def sure_score(points: int, words: int) -> float:
    """Returns the BM25 score from which a passage surely has what a question names.

    One with less has few of its words, or common ones, which stand there in another sense as likely.

    Args:
        points: how many the collection has.
        words: how many the question has.
    """
    return math.log(points + 1) * min(TELLING, words)


def rare(named: Sequence[Collection[Point]]) -> list[Point]:
    """Returns the points that have an identifier which few have, once for each."""
    return [point for points in named if len(points) <= RARE for point in points]
