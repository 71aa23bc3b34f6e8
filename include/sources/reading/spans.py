"""A text as blocks: spans in order and without overlap, so that nothing between them is lost but white space."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `start` to `end` of a text."""

    start: int
    end: int
    level: int = 0
    """Of a heading 1 to 6; 0 for anything else."""
    heading: str = ""
    columns: str = ""
    """Of a table with a head: the names of its columns, in one line."""
    rows: int = 0
    """Of such a table: where its first row begins."""


def with_paragraphs(text: str, known: Iterable[Block]) -> list[Block]:
    """Returns the blocks that are known, and the paragraphs that lie between them."""
    blocks: list[Block] = []
    position = 0
    for block in [*known, Block(len(text), len(text))]:
        blocks += _paragraphs(text, position, block.start)
        blocks += [block] if block.end > block.start else []
        position = block.end
    return blocks


def _paragraphs(text: str, start: int, end: int) -> list[Block]:
    """What lies between two blocks, cut at blank lines."""
    blocks: list[Block] = []
    begun = -1
    for line in text[start:end].splitlines(keepends=True):
        if line.strip() and begun < 0:
            begun = start
        elif not line.strip() and begun >= 0:
            blocks.append(Block(begun, start))
            begun = -1
        start += len(line)
    return [*blocks, Block(begun, end)] if begun >= 0 else blocks
