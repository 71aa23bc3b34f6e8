"""Cut a text into chunks that fit the model, at boundaries that stay where they are when the text is edited.

A text is first seen as units: headings, paragraphs, lists, tables, code blocks; a unit that is too long is cut at
lines, then sentences, words, characters. A run of units that fits is one chunk. One that does not is cut once, at its
strongest boundary (before the highest heading; among equals, where the hash of the following unit is smallest), and
each side is looked at again. A heading stays with what follows it, and no side is very small if that can be helped.
The hash makes the choice depend on the text around the boundary alone, not on how much stands before it, so an edit
moves few boundaries (content-defined chunking: Muthitacharoen, Chen, Mazières, "A low-bandwidth network file system",
2001; the recursion makes it a treap: Seidel, Aragon, 1996).
"""

import hashlib
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.boundaries import Boundaries
from include.markup import Block, find_blocks

if TYPE_CHECKING:
    from tokenizers import Tokenizer

VERSION = 1
LARGEST_CONTEXT_TOKENS = 48
SMALL_TOKENS = 48
"""A cut that leaves less than this on one side is taken only where there is no other."""
LARGEST_CHARACTERS = 8000
"""A tokenizer can make one token of a very long word; no chunk is longer than this."""
LARGEST_ENCODED = 1_000_000
"""Characters that are given to the tokenizer at once, where the text has white space."""
_SPACE = re.compile(r"\s")
_FINER = (re.compile(r"\n"), re.compile(r"(?<=[.!?;:。！？])\s+|(?<=[。！？])"))
_BODY = 7
"""Rank of a boundary before anything but a heading, whose level is 1 to 6."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document that is embedded as a whole."""

    ordinal: int
    heading: str
    """Path of headings to it, joined by ' › '."""
    text: str
    """What is embedded: the headings above it, then its part of the document."""
    hash: str
    """sha256 of the text, hexadecimal."""


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    rank: int
    path: tuple[str, ...]
    """Headings above it and, for a heading, itself."""
    context: str
    context_tokens: int


class Chunker:
    """Cuts texts for one model.

    Args:
        tokenizer: the model's own, without truncation.
        max_tokens: content tokens a chunk may have (the model's window less its special tokens).
        tokenizer_hash: identifies the tokenizer in the fingerprint.
    """

    def __init__(self, tokenizer: "Tokenizer", max_tokens: int, tokenizer_hash: str) -> None:
        self._tokenizer = tokenizer
        self.max_tokens = max_tokens
        self.fingerprint = fingerprint(max_tokens, tokenizer_hash)

    def split(self, text: str, markup: str) -> list[Chunk]:
        """Chunks of a text, in order; together they hold all of it but white space.

        Args:
            text: the whole document.
            markup: media type of the text, as `markup.find_blocks` takes it.
        """
        tokens = _TokenStarts(self._tokenizer, text)
        units = list(self._units(text, markup, tokens))
        chunks: list[Chunk] = []
        for low, high in _runs(text, units, tokens, self.max_tokens):
            body = text[units[low].start : units[high - 1].end].strip()
            chunk = f"{units[low].context}\n\n{body}" if units[low].context else body
            leading = next((unit for unit in units[low:high] if unit.rank >= _BODY), units[high - 1])
            chunks.append(Chunk(len(chunks), " › ".join(leading.path), chunk, text_hash(chunk)))
        return chunks

    def count(self, text: str) -> int:
        """Content tokens of a text."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _units(self, text: str, markup: str, tokens: "_TokenStarts") -> Iterator[_Unit]:
        path: dict[int, str] = {}
        for block in find_blocks(text, markup):
            if block.level:
                path = {level: heading for level, heading in path.items() if level < block.level}
            context, context_tokens = self._context(path)
            if block.level:
                path[block.level] = block.heading
            room = self.max_tokens - context_tokens
            pieces = [piece for piece in _pieces(text, block, tokens, room) if text[slice(*piece)].strip()]
            for number, (start, end) in enumerate(pieces):
                rank = block.level if block.level and not number else _BODY + min(number, 1)
                yield _Unit(start, end, rank, tuple(path.values()), context, context_tokens)

    def _context(self, path: dict[int, str]) -> tuple[str, int]:
        """Headings to repeat above a chunk, and their tokens.

        The document's title (level 1) is left out: else an edit of the first line would change every chunk.
        """
        lines = [f"{'#' * level} {heading}" for level, heading in path.items() if level > 1]
        while lines and self.count("\n".join(lines)) > LARGEST_CONTEXT_TOKENS:
            lines.pop(0)
        context = "\n".join(lines)
        return context, self.count(context)


class _TokenStarts:
    """How many tokens lie in a part of a text, from one pass of the tokenizer."""

    def __init__(self, tokenizer: "Tokenizer", text: str) -> None:
        self._starts = array("L")
        for first, last in _spans(text):  # a tokenizer takes 100 bytes for each character that it is given at once
            offsets: Sequence[tuple[int, int]] = tokenizer.encode(text[first:last], add_special_tokens=False).offsets
            self._starts.extend(first + start for start, _ in offsets)

    def between(self, start: int, end: int) -> int:
        return bisect_left(self._starts, end) - bisect_left(self._starts, start)

    def position(self, start: int, count: int) -> int | None:
        """Where the token that comes `count` tokens after `start` begins."""
        index = bisect_left(self._starts, start) + count
        return self._starts[index] if index < len(self._starts) else None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """A text as it is where it is not very long, else cut before white space."""
    start = 0
    while start < len(text):
        space = _SPACE.search(text, start + LARGEST_ENCODED)
        yield start, space.start() if space else len(text)
        start = space.start() if space else len(text)


def fingerprint(max_tokens: int, tokenizer_hash: str) -> str:
    """Identifies how texts are cut: two chunkers with the same one cut every text alike."""
    return hashlib.sha256(f"{VERSION}\n{max_tokens}\n{tokenizer_hash}".encode()).hexdigest()[:16]


def text_hash(text: str) -> str:
    """sha256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _fits(tokens: _TokenStarts, start: int, end: int, room: int) -> bool:
    return tokens.between(start, end) <= room and end - start <= LARGEST_CHARACTERS


def _pieces(text: str, block: Block, tokens: _TokenStarts, room: int, finer: int = 0) -> Iterator[tuple[int, int]]:
    """A block as it is where it fits, else its lines, else its sentences, else as many words as fit."""
    if _fits(tokens, block.start, block.end, room):
        yield block.start, block.end
        return
    if finer == len(_FINER):
        yield from _fill(text, block.start, block.end, tokens, room)
        return
    position = block.start
    for found in _FINER[finer].finditer(text, block.start, block.end):
        if found.end() > position:
            yield from _pieces(text, Block(position, found.end()), tokens, room, finer + 1)
            position = found.end()
    if position < block.end:
        yield from _pieces(text, Block(position, block.end), tokens, room, finer + 1)


def _fill(text: str, start: int, end: int, tokens: _TokenStarts, room: int) -> Iterator[tuple[int, int]]:
    """Pieces that are as long as they may be, cut at white space where there is any."""
    while start < end:
        token = tokens.position(start, room)
        cut = min(end, start + LARGEST_CHARACTERS, token if token is not None and token > start else end)
        if cut < end and (space := max(text.rfind(" ", start, cut), text.rfind("\t", start, cut))) > start:
            cut = space + 1
        yield start, cut
        start = cut


def _runs(text: str, units: list[_Unit], tokens: _TokenStarts, room: int) -> list[tuple[int, int]]:
    """First unit of each chunk and the one after its last."""
    runs: list[tuple[int, int]] = []
    boundaries: Boundaries | None = None
    todo = [(0, len(units))] if units else []
    while todo:
        low, high = todo.pop()
        first, last = units[low], units[high - 1]
        if high - low == 1 or _fits(tokens, first.start, last.end, room - first.context_tokens):
            runs.append((low, high))
            continue
        boundaries = boundaries or _boundaries(text, units, tokens)
        cut = boundaries.strongest(low, high)
        todo += [(cut, high), (low, cut)]
    return runs


def _boundaries(text: str, units: list[_Unit], tokens: _TokenStarts) -> Boundaries:
    return Boundaries(
        [_strength(text, unit) for unit in units],
        [number > 0 and units[number - 1].rank < _BODY for number in range(len(units))],
        [tokens.between(0, unit.start) for unit in units],
        [tokens.between(0, unit.end) for unit in units],
        SMALL_TOKENS,
    )


def _strength(text: str, unit: _Unit) -> bytes:
    """Order of boundaries, strongest first: the one before this unit."""
    part = text[unit.start : unit.end].strip().encode()
    return bytes((unit.rank,)) + hashlib.blake2b(part, digest_size=8).digest()
