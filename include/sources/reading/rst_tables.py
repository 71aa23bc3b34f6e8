"""Tables of reStructuredText that name their columns: drawn ones, and those of directives."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from include.sources.reading.spans import Block

_GRID_HEAD = re.compile(r"[ \t]*\+(?:-+\+)+[ \t]*\n(?P<head>(?:[ \t]*[|+][^\n]*\n)+?)[ \t]*\+(?:=+\+)+[ \t]*\n")
_SIMPLE_HEAD = re.compile(
    r"[ \t]*(?P<border>=+(?:[ \t]+=+)+)[ \t]*\n(?P<head>(?:[ \t]*[^=\s][^\n]*\n)+?)[ \t]*(?P=border)[ \t]*\n"
)
_DIRECTIVE = re.compile(r"\s*\.\.[ \t]+(?P<kind>list|csv)-table::")
_HEADER = re.compile(r"^[ \t]+:header:[ \t]*(?P<names>[^\n]+)", re.MULTILINE)
_HEADER_ROWS = re.compile(r"^[ \t]+:header-rows:[ \t]*[1-9]", re.MULTILINE)
_FIRST_ROW = re.compile(r"[ \t]*\*[ \t]+-[^\n]*\n(?:(?![ \t]*\*[ \t]+-)[^\n]*\n)*")
_ITEM = re.compile(r"^[ \t]*(?:\*[ \t]+)?-[ \t]+", re.MULTILINE)


def with_columns(text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Returns the blocks; those that are tables with a head know their columns."""
    directive = ""
    for block in blocks:
        content = text[block.start : block.end]
        first = content.lstrip()[:1]
        if block.level:
            directive = ""
        elif first in ("+", "="):
            block = _drawn(text, block)
        elif directive and content[:1] in (" ", "\t"):
            block, directive = _listed(content, directive, block), ""
        else:
            directive = content if _DIRECTIVE.match(content) else ""
        yield block


def _drawn(text: str, block: Block) -> Block:
    found = _GRID_HEAD.match(text, block.start, block.end) or _SIMPLE_HEAD.match(text, block.start, block.end)
    if not found:
        return block
    lines = [re.sub(r"[\s|+]*[|+][\s|+]*", " | ", line).strip(" |") for line in found["head"].splitlines()]
    return replace(block, columns=" ".join(line for line in lines if line.strip("-")), rows=found.end())


def _listed(content: str, directive: str, block: Block) -> Block:
    """Rows of `list-table` or `csv-table`, which stand below their directive."""
    named = _HEADER.search(directive)
    if named:
        return replace(block, columns=_joined(named["names"]), rows=block.start)
    if not _HEADER_ROWS.search(directive):
        return block
    if ".. csv" in directive:
        first = content.partition("\n")[0]
        return replace(block, columns=_joined(first), rows=block.start + len(first) + 1)
    row = _FIRST_ROW.match(content)
    names = [" ".join(item.split()) for item in _ITEM.split(row.group())[1:]] if row else []
    return replace(block, columns=" | ".join(names), rows=block.start + row.end()) if row else block


def _joined(line: str) -> str:
    try:
        return " | ".join(name.strip() for name in next(csv.reader([line.strip()], skipinitialspace=True), []))
    except csv.Error:
        return line.strip()
