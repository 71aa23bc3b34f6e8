"""Chooses the boundary at which a run of units is cut.

The strongest boundary is asked for again and again while a text is halved, so what does not change is worked out once:
each boundary's place in the order of all, and how many tokens come before it. Then a text of many thousand lines costs
little more for each than one of a few.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property


class Boundaries:
    """The boundary before each of some units.

    Args:
        strengths: of each boundary; the smaller, the stronger.
        after_headings: of each boundary, whether the unit before it is a heading, which stays with what follows.
        starts: tokens of the text before each unit begins, ascending.
        ends: tokens of the text before each unit ends, ascending.
        small_tokens: a cut that leaves less on one side is taken only where there is no other.
    """

    def __init__(
        self,
        strengths: Sequence[bytes],
        after_headings: Sequence[bool],
        starts: Sequence[int],
        ends: Sequence[int],
        small_tokens: int,
    ) -> None:
        self._strengths = strengths
        paired = zip(strengths, after_headings, strict=True)
        self._bodies = _Order([b"" if after_heading else strength for strength, after_heading in paired])
        self._starts, self._ends, self._small = starts, ends, small_tokens

    @cached_property
    def _all(self) -> "_Order":
        return _Order(self._strengths)

    def strongest(self, low: int, high: int) -> int:
        """Returns the unit index at which `low` to `high` are cut; of equal ones, the one nearest the middle."""
        middle = (low + high) / 2
        first = bisect_left(self._starts, self._starts[low] + self._small, low + 1, high)
        last = bisect_left(self._starts, self._ends[high - 1] - self._small + 1, first, high)
        found = self._bodies.strongest(first, last, middle)
        found = self._bodies.strongest(low + 1, high, middle) if found is None else found
        found = self._all.strongest(first, last, middle) if found is None else found
        found = self._all.strongest(low + 1, high, middle) if found is None else found
        if found is None:
            raise ValueError(f"there is no boundary between units {low} and {high}")
        return found


class _Order:
    """Boundaries by strength; one whose strength is empty is none."""

    def __init__(self, strengths: Sequence[bytes]) -> None:
        order = {strength: place for place, strength in enumerate(sorted({*strengths} - {b""}))}
        self._none = order[b""] = len(order)
        self._places = [order[strength] for strength in strengths]
        counts = Counter(self._places)
        self._equal: dict[int, list[int]] = defaultdict(list)
        if len(counts) < len(self._places):
            for index, place in enumerate(self._places):
                if counts[place] > 1:
                    self._equal[place].append(index)

    def strongest(self, start: int, end: int, middle: float) -> int | None:
        """Of the boundaries `start` to `end`; None where there is none."""
        place = min(self._places[start:end], default=self._none)
        if place == self._none:
            return None
        if place not in self._equal:
            return self._places.index(place, start, end)
        equal = self._equal[place]
        after = bisect_left(equal, middle)
        near = [index for index in equal[max(after - 1, 0) : after + 1] if start <= index < end]
        if near:
            return min(near, key=lambda index: abs(index - middle))
        # The span lies on one side of the middle.
        return equal[bisect_left(equal, start)] if start >= middle else equal[bisect_left(equal, end) - 1]
