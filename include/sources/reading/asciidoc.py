"""AsciiDoc as its source, which is made to be read: its headings, its blocks, its tables. Left out are comments.

Nothing is included or run; conditions are what they are in the source. There is no parser for Python that is kept up,
and what a chunk needs, titles and where blocks end, is in the lines that begin with a mark.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from include.sources.reading.pictures import without_long_data
from include.sources.reading.spans import Block, with_paragraphs

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_TITLE = re.compile(r"(?P<mark>={1,6}|#{1,6})[ \t]+(?P<title>\S.*?)(?:[ \t]+(?P=mark))?[ \t]*\n?\Z")
_UNDERLINE = re.compile(r"([=~^+-])\1+[ \t]*\n?\Z")
_LEVELS = "=-~^+"
"""What underlines a title, by its level."""
_FENCE = re.compile(r"(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|[|,:!]={3,})[ \t]*\n?\Z|(?P<code>`{3,})")
_VERBATIM = ("----", "....", "++++", "////", "```")
"""What begins a block in which nothing is markup."""
_COMMENT = re.compile(r"//(?!/)")
_HAS_HEADER = re.compile(r"\[[^\]\n]*(?:%header\b|\boptions=\"?[^\]\n]*\bheader\b|\bopts=\"?[^\]\n]*\bheader\b)")
_CELL = re.compile(r"(?<!\\)\|")


def readable(text: str) -> str:
    """Returns the source without its comments; what stands in code stays."""
    return without_long_data("".join(_without_comments(text)))


def _without_comments(text: str) -> Iterator[str]:
    fence = before = ""
    for found in _LINE.finditer(text):
        line = found.group()
        kept = not fence.startswith("////")
        if fence:
            fence = "" if line.rstrip() == fence else fence
        elif not _underlines(before, line) and (opened := _opened(line)).startswith(_VERBATIM):
            fence = opened
            kept = not opened.startswith("////")
        else:
            kept = not _COMMENT.match(line)
        before = "" if fence else line
        if kept:
            yield line


def asciidoc_blocks(text: str) -> list[Block]:
    """Returns titles, delimited blocks and the paragraphs between them; a table with a header knows its columns."""
    return with_paragraphs(text, _known(text))


def _known(text: str) -> Iterator[Block]:
    fence = before = ""
    begun = before_start = 0
    for found in _LINE.finditer(text):
        start, line = found.start(), found.group()
        if fence:
            if line.rstrip() == fence:
                yield _delimited(text, Block(begun, found.end()), fence)
                fence = ""
            before = ""
            continue
        if level := _underlines(before, line):
            yield Block(before_start, found.end(), level, before.strip())
            line = ""
        elif title := _TITLE.match(line):
            yield Block(start, found.end(), len(title["mark"]), title["title"])
            line = ""
        elif fence := _opened(line):
            begun = _with_attributes(text, start)
        before, before_start = line, start
    if fence:
        yield Block(begun, len(text))


def _opened(line: str) -> str:
    """The line that will close the block which this line opens; empty where it opens none."""
    found = _FENCE.match(line)
    return (found["code"] or line.rstrip()) if found else ""


def _underlines(title: str, line: str) -> int:
    """Level of a title that this line underlines, as older documents have it; 0 where it underlines none."""
    found = _UNDERLINE.match(line)
    if not found or not title[:1].isalnum() or abs(len(title.strip()) - len(line.strip())) > 1:
        return 0
    return _LEVELS.index(found[1]) + 1


def _with_attributes(text: str, start: int) -> int:
    """Where a block begins with the lines above it that say what it is: `[%header]`, `.Its title`."""
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        if not re.match(r"\[[^\]\n]*\][ \t]*\n|\.[^\s.][^\n]*\n", text[above:start]):
            break
        start = above
    return start


def _delimited(text: str, block: Block, fence: str) -> Block:
    """A block between two lines alike. The first row of a table is its header where it says so, or a line apart."""
    if not fence.startswith("|"):
        return block
    opened = text.index(f"{fence}", text.rfind("\n", 0, block.start) + 1)
    first = re.compile(r"[^\n]*\n\s*(?P<row>\|[^\n]*)\n").match(text, opened, block.end)
    if not first:
        return block
    names = [" ".join(name.split()) for name in _CELL.split(first["row"])[1:]]
    has_header = text.startswith("\n", first.end()) or _HAS_HEADER.search(text, block.start, opened)
    return replace(block, columns=" | ".join(names), rows=first.end()) if has_header and any(names) else block
