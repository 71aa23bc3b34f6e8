"""Makes text of the bytes of a document. HTML, DOCX and others become Markdown, so that headings and tables survive.

Nothing in a document is trusted: sizes are checked before unpacking; no script, style, image or link target is kept.
"""

import logging
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from include.errors import UnreadableDocument
from include.sources.markup import ASCIIDOC, DELIMITED, MARKDOWN, RESTRUCTUREDTEXT, SHEETS, find_title
from include.sources.names import MEDIA_TYPES, media_type
from include.sources.place import NO_MARKS, Marks, numbered_lines
from include.sources.reading.letters import plain_letters
from include.sources.reading.outcome import Outcome
from include.sources.reading.pictures import without_long_data
from include.sources.reading.text import decode

log = logging.getLogger(__name__)

HTML, PDF, DOCX, NOTEBOOK = (MEDIA_TYPES[suffix] for suffix in (".html", ".pdf", ".docx", ".ipynb"))
XLSX, PPTX, EPUB, EML = (MEDIA_TYPES[suffix] for suffix in (".xlsx", ".pptx", ".epub", ".eml"))
TABLES = frozenset(MEDIA_TYPES[suffix] for suffix in (".csv", ".tsv"))


@dataclass(frozen=True, slots=True)
class Extracted:
    """Readable text of one document."""

    text: str
    markup: str
    """How the text is marked up: a media type that `markup` knows."""
    title: str
    marks: Marks = NO_MARKS
    """Where its lines stand in the document."""


def extract(data: bytes, document: str) -> Extracted:
    """Returns the text and title of a document; the ending of its id says how to read it.

    Raises:
        UnreadableDocument: of a type that is not read, broken, encrypted, not UTF-8, too large when unpacked, or
            without any text.
    """
    kind = media_type(document)
    if not kind:
        raise UnreadableDocument(f"documents that end in {PurePosixPath(document).suffix!r} are not read")
    if not data:
        raise UnreadableDocument("it is empty")
    read = _outcome(data, kind)
    text = plain_letters(read.text)
    for what in read.left_out:
        log.warning("%s: left out: %s", document, what)
    if not text.strip():
        raise UnreadableDocument("it is empty" if not data.strip() else "it has no text that could be embedded")
    named = "" if read.markup == SHEETS else find_title(text, read.markup)  # a sheet does not name its workbook
    title = plain_letters(read.title) or named or PurePosixPath(document).stem
    return Extracted(text, read.markup, title[:300], read.marks)


def _outcome(data: bytes, kind: str) -> Outcome:
    return _of_bytes(data, kind) or _of_text(decode(data), kind)


def _of_bytes(data: bytes, kind: str) -> Outcome | None:
    """What is in a document that is no text; None of one that is. Only what it needs is imported."""
    if kind == DOCX:
        from include.sources.reading.docx import docx_text

        return Outcome(without_long_data(docx_text(data)), MARKDOWN)
    if kind == HTML:
        from include.sources.reading.html import read_html

        page = read_html(data)
        text = without_long_data(page.text)
        return replace(page, text=text, marks=page.marks.kept(page.text, text))
    if kind == PDF:
        from include.sources.reading.pdf import read_pdf as read
    elif kind == XLSX:
        from include.sources.reading.xlsx import read_workbook as read
    elif kind == PPTX:
        from include.sources.reading.pptx import read_presentation as read
    elif kind == EPUB:
        from include.sources.reading.epub import read_book as read
    elif kind == EML:
        from include.sources.reading.eml import read_message

        return read_message(data, lambda attached, name: _outcome(attached, media_type(name)))
    else:
        return None
    return read(data)


def _of_text(text: str, kind: str) -> Outcome:
    """What is in a document that is text already."""
    markup, marks = kind, numbered_lines(text)
    if kind == NOTEBOOK:
        from include.sources.reading.notebook import notebook_text

        (text, marks), markup = notebook_text(text), MARKDOWN
    elif kind in TABLES:
        from include.sources.reading.delimited import delimited_text

        (text, marks), markup = delimited_text(text), DELIMITED
    kept = _readable(text, markup)
    return Outcome(kept, markup, marks=marks.kept(text, kept))


def _readable(text: str, kind: str) -> str:
    """The source of a text document without what a reader of it does not see."""
    if kind == MARKDOWN:
        from include.sources.reading.markdown import readable
    elif kind == RESTRUCTUREDTEXT:
        from include.sources.reading.restructuredtext import readable
    elif kind == ASCIIDOC:
        from include.sources.reading.asciidoc import readable
    else:
        return without_long_data(text)
    return readable(text)
