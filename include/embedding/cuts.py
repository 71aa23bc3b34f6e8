"""Says which units of a text are a chunk together, and where it is cut so that an edit moves few boundaries.

Units that fit are one chunk, and a stretch of a few chunks is cut into as few as hold it. A longer one is cut once, at
its strongest boundary (before the highest heading; among equals, where the hash of the following unit is smallest), and
each side is looked at again. A heading stays with what follows it, and no side is small if that can be helped. The hash
makes the choice depend on the text around the boundary alone, not on how much stands before it, so an edit moves few
boundaries (content-defined chunking: Muthitacharoen, Chen, Mazières, "A low-bandwidth network file system", 2001; the
recursion makes it a treap: Seidel, Aragon, 1996).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from include.embedding.boundaries import Boundaries
from include.embedding.pieces import LARGEST_CHARACTERS, TokenStarts

FILLED_CHUNKS = 4
"""A stretch that is no longer than so many full chunks is cut into as few as hold it. Of longer ones chunks would be a
little fuller, and an edit would make more of them anew: `bench.chunking`."""
FILLED_UNITS = 64
"""Nor has it more units, so that a text of very many short lines is cut about as fast as any."""
BODY = 7
"""Rank of a boundary before anything but a heading, whose level is 1 to 6."""
SMALL_SHARE = 5
"""A chunk with less than a fifth of what it may have says little, and is found for what it repeats."""
_CHUNK, _SMALL, _BY_HASH = 1_000_000, 500_000, 200_000
"""What weighs against a way to cut: each chunk, each small one; and what a hash adds at most, so that few are equal."""
_BELOW_HEADING, _BETWEEN_BLOCKS, _IN_BLOCK = 2_000_000, 300_000, 500_000
"""So much each cut that is not before a heading: by `bench.retrieval` and `bench.chunking`."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is repeated above a chunk."""

    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a text that is not cut: from a character to another."""

    start: int
    end: int
    rank: int
    path: tuple[str, ...]
    """Headings above it and, for a heading, itself."""
    context: Context


class Cuts:
    """Where the units of a text are cut.

    Args:
        text: the whole of it.
        units: all of its units, in order.
        tokens: of the text.
        room: tokens that a chunk may have, what is repeated above it among them.
    """

    def __init__(self, text: str, units: Sequence[Unit], tokens: TokenStarts, room: int) -> None:
        self._text, self._units, self._tokens, self._room = text, units, tokens, room

    def chunks(self) -> list[tuple[int, int]]:
        """Returns first unit of each chunk and the one after its last, in order."""
        chunks: list[tuple[int, int]] = []
        todo = [(0, len(self._units))] if self._units else []
        while todo:
            low, high = todo.pop()
            if high - low == 1 or self._fits(low, high):
                chunks.append((low, high))
            elif self._is_short(low, high):
                chunks += self._fewest(low, high)
            else:
                cut = self._boundaries.strongest(low, high)
                todo += [(cut, high), (low, cut)]
        return chunks

    def _is_short(self, low: int, high: int) -> bool:
        return high - low <= FILLED_UNITS and self._length(low, high) <= FILLED_CHUNKS * self._room

    def _fewest(self, low: int, high: int) -> list[tuple[int, int]]:
        """Of all ways to cut a stretch, the one that weighs least."""
        least, begins = {low: 0}, {low: low}
        for end in range(low + 1, high + 1):
            weights = ((least[start] + self._weight(start, end), start) for start in self._possible_starts(low, end))
            least[end], begins[end] = min(weights)
        chunks = [(begins[high], high)]
        while (end := chunks[-1][0]) > low:
            chunks.append((begins[end], end))
        return chunks[::-1]

    def _possible_starts(self, low: int, end: int) -> Iterator[int]:
        """Units from which on a chunk reaches to `end`."""
        yield end - 1
        for start in range(end - 2, low - 1, -1):
            if self._length(start, end) > self._room:
                return
            if self._fits(start, end):
                yield start

    def _weight(self, low: int, high: int) -> int:
        return _CHUNK + self._weakness[low] + _SMALL * (self._length(low, high) < self._room // SMALL_SHARE)

    def _fits(self, low: int, high: int) -> bool:
        first, last = self._units[low], self._units[high - 1]
        room = self._room - first.context.tokens
        return self._length(low, high) <= room and last.end - first.start <= LARGEST_CHARACTERS

    def _length(self, low: int, high: int) -> int:
        """Tokens of some units."""
        return self._ends[high - 1] - self._starts[low]

    @cached_property
    def _starts(self) -> list[int]:
        """Tokens before each unit begins."""
        return [self._tokens.between(0, unit.start) for unit in self._units]

    @cached_property
    def _ends(self) -> list[int]:
        """Tokens before each unit ends."""
        return [self._tokens.between(0, unit.end) for unit in self._units]

    @cached_property
    def _strengths(self) -> list[bytes]:
        """Order of boundaries, strongest first: the one before each unit."""
        parts = (self._text[unit.start : unit.end].strip().encode() for unit in self._units)
        hashes = (hashlib.blake2b(part, digest_size=8).digest() for part in parts)
        return [bytes((unit.rank,)) + hash_ for unit, hash_ in zip(self._units, hashes, strict=True)]

    @cached_property
    def _after_headings(self) -> list[bool]:
        return [number > 0 and self._units[number - 1].rank < BODY for number in range(len(self._units))]

    @cached_property
    def _weakness(self) -> list[int]:
        """What a cut before each unit weighs."""
        kinds = (
            _BELOW_HEADING if below else (0, _BETWEEN_BLOCKS, _IN_BLOCK)[max(unit.rank - BODY + 1, 0)]
            for unit, below in zip(self._units, self._after_headings, strict=True)
        )
        parts = (int.from_bytes(strength[1:4]) / 256**3 for strength in self._strengths)
        return [kind + int(_BY_HASH * part) for kind, part in zip(kinds, parts, strict=True)]

    @cached_property
    def _boundaries(self) -> Boundaries:
        return Boundaries(self._strengths, self._after_headings, self._starts, self._ends, self._room // 2)
