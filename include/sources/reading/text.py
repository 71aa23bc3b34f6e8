"""Bytes that are text already: plain text, Markdown, reStructuredText."""

import codecs
import re
from dataclasses import replace

from include.errors import UnreadableDocument
from include.sources.reading.spans import Block, with_paragraphs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""What a text begins with that says how it is encoded: the mark, Python's name for it, the name people know."""
_DECLARED = re.compile(rb"\A(?:[^\n]{0,200}\n)?[^\n]{0,200}?coding[:=][ \t]*[\"']?(?P<name>[-\w.]{1,40})")
"""In the first two lines, as Emacs, Vim, Python and docutils take it; an XML declaration says `encoding=`."""
FEWEST_ROWS = 2
_NO_CHARSETS = frozenset(
    {"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf_7"}
)
_UNDERLINED = re.compile(
    r"^(?:(?P<over>[^\w\s])(?P=over)+[ \t]*\n[ \t]*)?(?P<title>[^\s].*)\n(?P<under>[^\w\s])(?P=under){2,}[ \t]*$",
    re.MULTILINE,
)


def decode(data: bytes) -> str:
    """Returns the text of a file that is nothing but text, its lines ending in a line feed.

    It is UTF-8, or what its first bytes or its first two lines say. An encoding is never guessed.

    Raises:
        UnreadableDocument: it is not encoded as it says, or it is no text.
    """
    mark = next(((codec, name) for begins, codec, name in _MARKS if data.startswith(begins)), None)
    codec, name = mark or ("utf-8", "UTF-8")
    data = data if mark else data.rstrip(b"\0")  # what a crash leaves behind the end of a log
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        text = "" if mark else _declared(data)
        if not text:
            raise UnreadableDocument(f"it is not valid {name} (byte {error.start}); save it as UTF-8") from error
    if "\0" in text:
        raise UnreadableDocument("it contains NUL bytes; it is not a text file, or UTF-16 that does not say so")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _declared(data: bytes) -> str:
    """The text as its own first lines say that it is encoded; empty where they do not, or where it is not."""
    found = _DECLARED.match(data)
    if not found:
        return ""
    try:
        codec = codecs.lookup(found["name"].decode("ascii", "ignore")).name
        return "" if codec.replace("-", "_") in _NO_CHARSETS else data.decode(codec)
    except (LookupError, UnicodeError):
        return ""


def text_blocks(text: str) -> list[Block]:
    """Returns paragraphs, and titles, which are underlined; the order in which styles appear gives the level."""
    return [block if block.level else _table(text, block) for block in with_paragraphs(text, _underlined(text))]


def _table(text: str, block: Block) -> Block:
    """The block, and the names of its columns where it is a table with a tab between cells."""
    first, _, others = text[block.start : block.end].partition("\n")
    names, tabs = first.split("\t"), first.count("\t")
    lines = others.splitlines()
    if not tabs or len(lines) < FEWEST_ROWS or any(line.count("\t") != tabs for line in lines):
        return block
    named = all(name.strip() and not any(map(str.isdigit, name)) for name in names)
    columns = " | ".join(name.strip() for name in names) if named else ""
    return replace(block, columns=columns, rows=block.start + len(first) + 1)


def _underlined(text: str) -> list[Block]:
    styles: list[str] = []
    headings: list[Block] = []
    for found in _UNDERLINED.finditer(text):
        title, under = found["title"].strip(), found.group().splitlines()[-1].strip()
        if len(under) < len(title) or not any(letter.isalnum() for letter in title):
            continue
        style = (found["over"] or "") + found["under"]
        if style not in styles:
            styles.append(style)
        headings.append(Block(found.start(), found.end(), min(styles.index(style) + 1, 6), title))
    return headings
