"""Sparse vectors of words: how a query of them is weighed, alike in each store."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

NAME = "words"
"""Of the sparse vector that a point has beside its dense one."""
WORDS = "1"
"""Version of what `include.embedding.words` makes of a text: whoever changes that counts it up, and step 3 makes the
words of every point anew."""


@dataclass(frozen=True, slots=True)
class SparseVector:
    """What is not zero of a vector with 2**32 places."""

    indices: Sequence[int]
    """Ascending."""
    values: Sequence[float]


NO_WORDS = SparseVector((), ())


@dataclass(frozen=True, slots=True)
class AskedWords:
    """A question as the words that passages are to have."""

    terms: SparseVector
    identifiers: tuple[int, ...] = ()
    """Which of these terms name one thing: an error code, a flag, a name in code."""


def idf(points: int, having: int) -> float:
    """Returns how telling a term is that so many of the points have, as a Qdrant server reckons it (`Modifier.IDF`)."""
    return math.log((points - having + 0.5) / (having + 0.5) + 1)
