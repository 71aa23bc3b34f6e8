"""Makes text of the bytes of a document. HTML and DOCX become Markdown, so that headings and tables survive.

Nothing in a document is trusted: sizes are checked before unpacking; no script, style, image or link target is kept.
"""

import logging
from dataclasses import dataclass
from pathlib import PurePosixPath

from include.errors import UnreadableDocument
from include.sources.markup import DELIMITED, MARKDOWN, RESTRUCTUREDTEXT, find_title
from include.sources.names import MEDIA_TYPES, media_type
from include.sources.place import NO_MARKS, Marks, numbered_lines
from include.sources.reading.pictures import without_long_data
from include.sources.reading.text import decode

log = logging.getLogger(__name__)

HTML, PDF, DOCX, NOTEBOOK = (MEDIA_TYPES[suffix] for suffix in (".html", ".pdf", ".docx", ".ipynb"))
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
    title, kind, marks = "", media_type(document), NO_MARKS
    if not kind:
        raise UnreadableDocument(f"documents that end in {PurePosixPath(document).suffix!r} are not read")
    if kind == PDF:
        from include.sources.reading.pdf import pdf_text

        text, marks, left_out = pdf_text(data)
        markup = "text/plain"
        for what in left_out:
            log.warning("%s: left out: %s", document, what)
    elif kind == DOCX:
        from include.sources.reading.docx import docx_text

        text, markup = without_long_data(docx_text(data)), MARKDOWN
    elif kind == HTML:
        from include.sources.reading.html import read_html

        (text, title), markup = read_html(data), MARKDOWN
        text = without_long_data(text)
    else:
        text, markup, marks = _of_text(decode(data), kind)
    if not text.strip():
        raise UnreadableDocument("it is empty" if not data.strip() else "it has no text that could be embedded")
    title = title or find_title(text, markup) or PurePosixPath(document).stem
    return Extracted(text, markup, title[:300], marks)


def _of_text(text: str, kind: str) -> tuple[str, str, Marks]:
    """Text, markup and marks of a document that is text already."""
    markup, marks = kind, numbered_lines(text)
    if kind == NOTEBOOK:
        from include.sources.reading.notebook import notebook_text

        (text, marks), markup = notebook_text(text), MARKDOWN
    elif kind in TABLES:
        from include.sources.reading.delimited import delimited_text

        (text, marks), markup = delimited_text(text), DELIMITED
    kept = _readable(text, markup)
    return kept, markup, marks.kept(text, kept)


def _readable(text: str, kind: str) -> str:
    """The source of a text document without what a reader of it does not see."""
    if kind == MARKDOWN:
        from include.sources.reading.markdown import readable
    elif kind == RESTRUCTUREDTEXT:
        from include.sources.reading.restructuredtext import readable
    else:
        return without_long_data(text)
    return readable(text)
