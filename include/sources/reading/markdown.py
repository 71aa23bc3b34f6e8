"""Markdown as its source, which is made to be read: its front matter, its headings, its tables.

Left out of it is what a page made of it does not show: comments, styles, scripts, and the bytes of pictures.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from include.sources.reading.front_matter import front_matter
from include.sources.reading.pictures import has_data, without_long_data
from include.sources.reading.spans import Block, with_paragraphs

if TYPE_CHECKING:
    from markdown_it.token import Token

_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]\n]{1,999})\]:\s{0,99}(?:<data:[a-z]+/[^>\n]{0,9999}+>|data:[a-z]+/\S*+)[^\n]*\n?",
    re.IGNORECASE | re.MULTILINE,
)
_TARGET = re.compile(
    r"(?:(?<=\]\()\s{0,99}(?:<data:[a-z]+/[^>\n]{0,9999}+>|data:[a-z]+/(?:[^\s()]|\([^\s()]*+\))*+)"
    r"|(?<==)\s{0,99}(?:(?P<double>\")data:[a-z]+/[^\"]*+|(?P<single>')data:[a-z]+/[^']*+)"
    r"|(?<=url\()(?:(?P<in_double>\")data:[a-z]+/[^\"]*+|(?P<in_single>')data:[a-z]+/[^']*+|data:[a-z]+/[^)]*+)"
    r"|<data:[a-z]+/[^>\n]{0,9999}+>)",
    re.IGNORECASE,
)
"""A picture inside a link, an attribute, a style; without what closes it."""
_PICTURE = re.compile(r"!\[(?P<alt>[^\[\]\n]{0,999})\](?:\[(?P<label>[^\[\]\n]{0,999})\])?(?!\()")
_NOT_SHOWN = ("<!--", "</script", "</style", "</svg")
_SPAN = re.compile(r"(?<!\\)(?P<ticks>`++)|(?<!\\)<!--")
_WORD = re.compile(r"[^\W_]")
_UNSEEN = re.compile(r"\s*<(script|style|svg)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*+>?")
_DRAWING = re.compile(r"<svg\b.*?</svg\s*>", re.IGNORECASE | re.DOTALL)
LARGEST_HEAD = 4096
"""Characters in which the first row of a table in HTML is looked for."""
_HTML_HEAD = re.compile(
    r"\s*<table\b[^>]*>(?:\s|</?(?:thead|tbody)\b[^>]*>)*<tr\b[^>]*>(?P<row>(?:(?!</?tr\b).)*)(?:</tr>)?[^\S\n]*\n?",
    re.IGNORECASE | re.DOTALL,
)
_HTML_NAME = re.compile(r"<th\b[^>]*>", re.IGNORECASE)
_UNSEEN_IN_IT = re.compile(r"<(?P<element>script|style)\b.*?</(?P=element)\s*>", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(r"<style\b.*?</style\s*>", re.IGNORECASE | re.DOTALL)


def readable(text: str) -> str:
    """Returns Markdown without its comments, styles, scripts and drawings; code stays, but for long base64."""
    text = without_long_data(text)
    if not (has_data(text) or any(mark in text for mark in _NOT_SHOWN)):
        return text
    gone: set[str] = set()

    def definition(found: re.Match[str]) -> str:
        gone.add(_label(found["label"]))
        return ""

    def use(found: re.Match[str]) -> str:
        return f"![{found['alt']}]()" if _label(found["label"] or found["alt"]) in gone else found.group()

    parts = [(kept, _undrawn(part) if kept else part) for kept, part in _parts(text)]
    parts = [
        (kept, _TARGET.sub(lambda found: next(filter(None, found.groups()), ""), _DEFINITION.sub(definition, part)))
        if kept and has_data(part)
        else (kept, part)
        for kept, part in parts
    ]
    return "".join(_PICTURE.sub(use, part) if gone and plain else part for plain, part in parts)


def _undrawn(text: str) -> str:
    """A text with the words of a drawing that stands in a line in place of it."""
    return _replaced(_DRAWING, "</svg", lambda found: _words_of(found.group()), text)


def _words_of(drawing: str) -> str:
    return " ".join(_TAG.sub(" ", _replaced(_STYLE, "</style", lambda _: " ", drawing)).split())


def _replaced(element: re.Pattern[str], end: str, by: Callable[[re.Match[str]], str], text: str) -> str:
    """A text with something in place of elements; what is not closed is not looked at, so that each look ends soon."""
    last = text.lower().rfind(end)
    closed = text.find(">", last) + 1 if last >= 0 else 0
    return element.sub(by, text[:closed]) + text[closed:] if closed else text


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """The text without what is not shown, in pieces: whether a piece is Markdown (else it is code), and the piece."""
    skipped, _ = front_matter(text)
    lines = _line_starts(text[skipped:], skipped)
    yield False, text[:skipped]
    position = skipped
    for token in _parse(text[skipped:], blocks_only=True):
        unseen = _UNSEEN.match(token.content) if token.type == "html_block" else None
        is_page = unseen is None and token.type == "html_block" and bool(_UNSEEN_IN_IT.search(token.content))
        if token.map and (unseen or is_page or token.type in ("fence", "code_block")):
            start, end = lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)]
            yield from _spans(text[position:start])
            if is_page:
                yield from _spans(_replaced(_UNSEEN_IN_IT, "</s", lambda _: "", text[start:end]))
            elif unseen is None:
                yield False, text[start:end]
            elif unseen.group(1).casefold() == "svg":
                yield False, _words_of(token.content) + "\n"
            position = end
    yield from _spans(text[position:])


def _spans(text: str) -> Iterator[tuple[bool, str]]:
    """What stands between blocks of code, without comments; code spans apart."""
    begun = position = paragraph = 0
    last = text.rfind("-->")
    while found := _SPAN.search(text, position):
        start, position = found.span()
        if paragraph <= start:  # where it ends
            paragraph = text.find("\n\n", position)
            paragraph = paragraph if paragraph >= 0 else len(text)
        if not found["ticks"]:
            if end := _comment_end(text, start, paragraph) if start < last else 0:
                yield True, text[begun:start]
                begun = position = end
        elif end := _closed(text, position, len(found["ticks"]), paragraph):
            yield True, text[begun:start]
            yield False, text[start:end]
            begun = position = end
    yield True, text[begun:]


def _comment_end(text: str, start: int, paragraph: int) -> int:
    """Where the comment ends that begins here; 0 where it does not. Inside a line it ends in its paragraph."""
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    end = text.find("-->", start + 2, len(text) if alone else paragraph)
    return end + 3 if end >= 0 else 0


def _closed(text: str, position: int, ticks: int, paragraph: int) -> int:
    """Where the code span ends that begins with so many backticks; 0 where none does in its paragraph."""
    found = re.compile(rf"(?<!`)`{{{ticks}}}(?!`)").search(text, position, paragraph)
    return found.end() if found else 0


def markdown_blocks(text: str) -> list[Block]:
    """Returns front matter, headings, paragraphs, lists, tables and code of a text, as CommonMark finds them."""
    skipped, _ = front_matter(text)
    lines = _line_starts(text[skipped:], skipped)
    blocks = [Block(0, skipped)] if skipped else []
    tokens = _parse(text[skipped:])
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.level and token.type == "table_open" and token.map:
            blocks += _apart(blocks.pop(), _table(text, token.map, lines))
        elif token.level == 0 and token.map:
            start, end = lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)]
            if token.type == "heading_open" and following is not None:
                blocks.append(Block(start, end, int(token.tag[1]), " ".join(following.content.split())))
            elif token.type == "table_open":
                blocks.append(_table(text, token.map, lines))
            elif token.type == "html_block":
                blocks.append(_html_table(text, Block(start, end)))
            else:
                blocks.append(Block(start, end))
    return with_paragraphs(text, blocks)  # link definitions, for one, are no token


def _table(text: str, rows: Sequence[int], lines: Sequence[int]) -> Block:
    """A table that stands on some lines; the first names its columns."""
    start, end = lines[rows[0]], lines[min(rows[1], len(lines) - 1)]
    columns = text[start : lines[rows[0] + 1]].strip().lstrip("> ")
    columns = columns if _WORD.search(columns) else ""  # a table without a head has an empty one
    return Block(start, end, columns=columns, rows=lines[min(rows[0] + 2, len(lines) - 1)])


def _apart(whole: Block, table: Block) -> list[Block]:
    """A list or a quotation, and a table in it, which knows its columns."""
    return [Block(whole.start, table.start), table, Block(table.end, whole.end)]


def _html_table(text: str, block: Block) -> Block:
    """The block, and the names of its columns where it is a table in HTML that has them."""
    found = _HTML_HEAD.match(text, block.start, min(block.end, block.start + LARGEST_HEAD))
    names = [" ".join(_TAG.sub(" ", cell).split()) for cell in _HTML_NAME.split(found["row"])[1:]] if found else []
    return replace(block, columns=" | ".join(names), rows=found.end()) if found and any(names) else block


def _parse(text: str, *, blocks_only: bool = False) -> "list[Token]":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    return parser.disable("inline").parse(text) if blocks_only else parser.parse(text)


def _line_starts(text: str, offset: int) -> list[int]:
    """Where each line begins, as markdown-it counts them, and where the last one ends."""
    starts = [offset, *(offset + found.end() for found in re.finditer(r"\r\n?|\n", text))]
    return [*starts, offset + len(text)]
