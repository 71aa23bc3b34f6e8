"""From the bytes of a document to its text. HTML and DOCX become Markdown, so that headings and tables survive.

Nothing in a document is trusted: sizes are checked before unpacking; no script, style, image or link target is kept.
"""

import io
import logging
import re
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from include.document_names import MEDIA_TYPES, media_type
from include.errors import UnreadableDocument
from include.markup import MARKDOWN, find_title

HTML, PDF, DOCX = (MEDIA_TYPES[suffix] for suffix in (".html", ".pdf", ".docx"))
LARGEST_UNPACKED_BYTES = 200 * 1024 * 1024
_NOT_CONTENT = ("script", "style", "template", "noscript", "nav", "iframe", "svg", "video", "audio", "object")
_DOCX_HEADINGS = (("Title", 1), *((f"Heading {level}", level + 1) for level in range(1, 6)))
_DOCX_STYLES = "\n".join(
    f"p[style-name='{style}'] => h{level}:fresh"
    for name, level in _DOCX_HEADINGS
    for style in (name, name.lower())  # Word writes it small, other programs do not
)
_LONG_SPACE = re.compile(r"\s{100,}")


@dataclass(frozen=True, slots=True)
class Extracted:
    """Readable text of one document."""

    text: str
    markup: str
    """How the text is marked up: a media type that `markup` knows."""
    title: str


def extract(data: bytes, document: str) -> Extracted:
    """Text and title of a document; the ending of its id says how to read it.

    Raises:
        UnreadableDocument: broken, encrypted, not UTF-8, too large when unpacked, or without any text.
    """
    title, kind = "", media_type(document)
    if kind == PDF:
        text, markup = _pdf_text(data), "text/plain"
    elif kind == DOCX:
        text, markup = _docx_text(data), MARKDOWN
    elif kind == HTML:
        (text, title), markup = _html_text(_decode(data)), MARKDOWN
    else:
        text, markup = _decode(data), kind
    if not text.strip():
        raise UnreadableDocument("it is empty" if not data.strip() else "it has no text that could be embedded")
    title = title or find_title(text, markup) or PurePosixPath(document).stem
    return Extracted(text, markup, title[:300])


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"it is not valid UTF-8 (byte {error.start}); save it as UTF-8") from error
    if "\0" in text:
        raise UnreadableDocument("it contains NUL bytes; it is not a text file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _html_text(html: str) -> tuple[str, str]:
    """Markdown and title of a page, without what is not content."""
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
    from bs4.element import Declaration, Doctype, NavigableString, ProcessingInstruction
    from markdownify import MarkdownConverter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        page = BeautifulSoup(html, "html.parser")
    title = " ".join(page.title.get_text().split()) if page.title else ""
    for tag in page(_NOT_CONTENT):
        tag.decompose()
    for string in page.find_all(string=True):
        if isinstance(string, (Declaration, Doctype, ProcessingInstruction)):
            string.extract()
        elif type(string) is NavigableString and _LONG_SPACE.search(string):
            # markdownify's expressions take time that grows with the square of such a run.
            string.replace_with(_LONG_SPACE.sub(lambda found: found.group()[:100], string))
    try:
        text = MarkdownConverter(heading_style="ATX", strip=["a", "img", "title"]).convert_soup(page.body or page)
    except RecursionError as error:
        raise UnreadableDocument("its HTML is nested too deeply") from error
    except ValueError as error:  # markdownify takes isdigit() for int()
        raise UnreadableDocument("its HTML has a number that is none") from error
    return re.sub(r"\n{3,}", "\n\n", text).strip(), title


def _docx_text(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableDocument("it is not a DOCX file (no zip archive)") from error
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise UnreadableDocument(f"it unpacks to {unpacked:,} bytes; the limit is {LARGEST_UNPACKED_BYTES:,}")
    import mammoth

    try:
        html = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_DOCX_STYLES,
            convert_image=mammoth.images.img_element(lambda _: {}),
            external_file_access=False,
        ).value
    except Exception as error:  # mammoth lets through whatever its XML and zip readers raise
        raise UnreadableDocument(f"it is a broken DOCX file ({type(error).__name__})") from error
    return _html_text(html)[0]


def _pdf_text(data: bytes) -> str:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument("it is an encrypted PDF; save it without a password")
        text = "\n\n".join(_rejoin_lines(page.extract_text()) for page in reader.pages)
    except UnreadableDocument:
        raise
    except Exception as error:  # pypdf raises many kinds on broken files
        raise UnreadableDocument(f"it is a broken PDF ({type(error).__name__})") from error
    if not text.strip():
        raise UnreadableDocument("it is a PDF without text (a scan?); run text recognition on it first")
    return text


def _rejoin_lines(page: str) -> str:
    """Words that a line end hyphenated become whole again; a surrogate that PDF fonts produce is dropped."""
    page = page.encode("utf-8", "ignore").decode()
    return re.sub(r"(?<=[a-zß-ÿ])-\n(?=[a-zß-ÿ])", "", page)
