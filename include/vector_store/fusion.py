"""One order out of two: what is nearest in meaning, and what has the words.

Reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009) adds up 1 / (k + rank). It needs no common scale for the
two, and is done here for every kind of store, so that the order of equals does not depend on which of them is asked.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TypeVar

Point = TypeVar("Point", str, int)
"""A point's id, or a number that is in the order of the ids."""
CONSTANT = 60
"""k of the paper; measured in bench/RESULTS.md."""
DEPTH = 100
"""So many points of each ranking count."""
RARE = 10
"""An identifier that at most so many points have is what was asked for: these come first."""
IDENTIFIERS = 4
"""So many of a question are looked up."""
_DIGITS = 5
"""Of a score; beyond them stores reckon differently, and equal texts would come in another order."""


def fuse(
    rankings: Iterable[Iterable[tuple[Point, float]]], named: Iterable[Collection[Point]], limit: int
) -> list[Point]:
    """Returns points, best first; those that are equally good, in the order of their ids.

    Args:
        rankings: points and scores, of each at most `DEPTH` are looked at.
        named: of each identifier in the question the points that have it; the first `RARE` + 1 are enough.
        limit: how many are returned at most.
    """
    scores: dict[Point, float] = defaultdict(float)
    for ranking in rankings:
        for rank, (point, _) in enumerate(_in_order(ranking)[:DEPTH], start=1):
            scores[point] += 1 / (CONSTANT + rank)
    for point in rare(named):
        scores[point] += 1
    return [point for point, _ in _in_order(scores.items())[:limit]]


def rare(named: Iterable[Collection[Point]]) -> list[Point]:
    """Returns the points that have an identifier which few have, once for each."""
    return [point for points in named if len(points) <= RARE for point in points]


def _in_order(scored: Iterable[tuple[Point, float]]) -> list[tuple[Point, float]]:
    return sorted(scored, key=lambda each: (-float(f"{each[1]:.{_DIGITS}g}"), each[0]))
