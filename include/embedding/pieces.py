"""Cuts a block of text into pieces that fit the model: at lines, then sentences, words, characters.

A piece is where it begins in the text and where it ends. Room and counts are in content tokens of the model.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from include.sources.reading.spans import Block

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LARGEST_CHARACTERS = 8000
"""A tokenizer can make one token of a very long word; no chunk is longer than this."""
LARGEST_ENCODED = 1_000_000
"""Characters that are given to the tokenizer at once, where the text has white space."""
_SPACE = re.compile(r"\s")
_FINER = (re.compile(r"\n"), re.compile(r"(?<=[.!?;:。！？])\s+|(?<=[。！？])"))


class TokenStarts:
    """How many tokens lie in a part of a text, from one pass of the tokenizer."""

    def __init__(self, tokenizer: "Tokenizer", text: str) -> None:
        self._starts = array("L")
        for first, last in _spans(text):  # a tokenizer takes 100 bytes for each character that it is given at once
            offsets: Sequence[tuple[int, int]] = tokenizer.encode(text[first:last], add_special_tokens=False).offsets
            self._starts.extend(first + start for start, _ in offsets)

    def between(self, start: int, end: int) -> int:
        """Says how many begin between two places."""
        return bisect_left(self._starts, end) - bisect_left(self._starts, start)

    def position(self, start: int, count: int) -> int | None:
        """Says where the token that comes `count` tokens after `start` begins."""
        index = bisect_left(self._starts, start) + count
        return self._starts[index] if index < len(self._starts) else None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """A text as it is where it is not very long, else cut before white space."""
    start = 0
    while start < len(text):
        space = _SPACE.search(text, start + LARGEST_ENCODED)
        yield start, space.start() if space else len(text)
        start = space.start() if space else len(text)


def fits(tokens: TokenStarts, start: int, end: int, room: int) -> bool:
    """Says whether a part of a text has no more than so many tokens, nor too many characters."""
    return tokens.between(start, end) <= room and end - start <= LARGEST_CHARACTERS


def pieces_of(text: str, block: Block, tokens: TokenStarts, room: int, finer: int = 0) -> Iterator[tuple[int, int]]:
    """Returns a block as it is where it fits, else its lines, else its sentences, else as many words as fit."""
    if fits(tokens, block.start, block.end, room):
        yield block.start, block.end
        return
    if finer == len(_FINER):
        yield from _fill(text, block.start, block.end, tokens, room)
        return
    position = block.start
    for found in _FINER[finer].finditer(text, block.start, block.end):
        if found.end() > position:
            yield from pieces_of(text, Block(position, found.end()), tokens, room, finer + 1)
            position = found.end()
    if position < block.end:
        yield from pieces_of(text, Block(position, block.end), tokens, room, finer + 1)


def with_head(
    pieces: Iterable[tuple[int, int]], block: Block, tokens: TokenStarts, room: int
) -> Iterable[tuple[int, int]]:
    """Returns of a table its head and its first row in one piece, so that no chunk ends with names of columns alone."""
    if not block.columns:
        return pieces
    pieces = list(pieces)
    last = next((number for number, (start, _) in enumerate(pieces) if start >= block.rows), len(pieces) - 1)
    start, end = pieces[0][0], pieces[last][1]
    return [(start, end), *pieces[last + 1 :]] if fits(tokens, start, end, room) else pieces


def _fill(text: str, start: int, end: int, tokens: TokenStarts, room: int) -> Iterator[tuple[int, int]]:
    """Pieces that are as long as they may be, cut at white space where there is any."""
    while start < end:
        token = tokens.position(start, room)
        cut = min(end, start + LARGEST_CHARACTERS, token if token is not None and token > start else end)
        if cut < end and (space := max(text.rfind(" ", start, cut), text.rfind("\t", start, cut))) > start:
            cut = space + 1
        yield start, cut
        start = cut
