"""The text of a PDF, page by page: what is printed on it, and what was typed into its fields and beside its text.

PDFium, which Chrome shows PDFs with, reads what is printed; pypdf, what lies on the page.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from ctypes import c_double
from typing import Any

from include.errors import UnreadableDocument
from include.sources.place import PAGE, numbered_parts
from include.sources.reading.outcome import Outcome
from include.sources.reading.pdf_letters import legible, unreadable, with_whole_words
from include.sources.reading.pdf_names import named_letters
from include.sources.reading.pdf_overlays import Overlay, overlays
from include.sources.reading.pdf_places import Printed, filled_in
from include.sources.reading.pdf_raised import raised_digits, with_raised

LARGEST_UNKNOWN_SHARE = 0.3
"""Of a page's letters, those of which its fonts do not say what they are; above it the page is no text."""
LETTERS_LOOKED_AT = 500
"""Of a page, spread over it: asking for each takes longer than reading the page."""
_ONE_AT_A_TIME = threading.Lock()
"""PDFium must not be used by two threads."""


def read_pdf(data: bytes) -> Outcome:
    """Returns the text of a PDF, with the page of each line.

    Raises:
        UnreadableDocument: it is broken, has a password, is a form that a program draws, or has no text.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise UnreadableDocument("reading PDF needs the library pypdfium2, which is not installed") from error
    laid, problem = overlays(data)
    if _is_cut_off(data):
        raise UnreadableDocument("it is a broken PDF (its end is missing)")
    with _ONE_AT_A_TIME:
        try:
            with pypdfium2.PdfDocument(data) as document:
                pages, left_out = _pages(document, data, laid)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", 0) == pypdfium2.raw.FPDF_ERR_PASSWORD:
                raise UnreadableDocument("it is an encrypted PDF; save it without a password") from error
            raise UnreadableDocument("it is a broken PDF (PDFium cannot open it)") from error
    text, marks = numbered_parts(PAGE, enumerate(with_whole_words(pages), 1), "\n\n")
    if not any(map(str.isalnum, text)):
        why = "it is a PDF without text (a scan?)" if not left_out else f"it is a PDF without text ({left_out[0]})"
        raise UnreadableDocument(f"{why}; run text recognition on it first")
    return Outcome(text, "text/plain", marks=marks, left_out=[*left_out, *([problem] if problem else [])])


def _is_cut_off(data: bytes) -> bool:
    """Whether no end mark follows the last object. PDFium reads a file that was cut off, and says nothing.

    Behind the mark stands what servers add to pages, and each saving adds objects and another mark.
    """
    end = data.rfind(b"%%EOF")
    return end < 0 or re.search(rb"\d[ \t]+\d+[ \t]+obj\b", data[end:]) is not None


def _pages(document: Any, data: bytes, laid: dict[int, list[Overlay]]) -> tuple[list[str], list[str]]:
    """Text of each page, and what was left out."""
    from pypdfium2 import PdfiumError
    from pypdfium2.raw import FORMTYPE_XFA_FULL

    if document.get_formtype() == FORMTYPE_XFA_FULL:
        raise UnreadableDocument("it is a form that a program draws (XFA); print it to a PDF file first")
    pages, left_out = [], []
    for number in range(len(document)):
        try:
            page = document[number]
            text, unknown = _page(page, laid.get(number, ()))
            page.close()
            if unknown and (named := legible(named_letters(data, number))):
                text, unknown = f"{named}\n{text}".strip(), ""
        except PdfiumError:
            text, unknown = "", "it is broken"
        pages.append(text)
        left_out += [f"page {number + 1}: {unknown}"] if unknown else []
    attached = document.count_attachments()
    return pages, [*left_out, *([f"{attached} attached files"] if attached else [])]


def _page(page: Any, laid: Sequence[Overlay]) -> tuple[str, str]:
    """Text of a page, and why there is none of what is printed on it."""
    from pypdfium2.raw import FPDFText_HasUnicodeMapError

    seen = page.get_textpage()
    printed = seen.get_text_bounded()  # what lies beside the page is not seen
    looked_at = range(0, seen.count_chars(), 1 + seen.count_chars() // LETTERS_LOOKED_AT)
    unknown = sum(FPDFText_HasUnicodeMapError(seen.raw, number) == 1 for number in looked_at)
    share = max(unknown / (len(looked_at) or 1), unreadable(printed) / (len(printed) or 1))
    why = ""
    if share > LARGEST_UNKNOWN_SHARE:
        printed, why = "", "its fonts do not say which letters they show"
    lifted = frozenset() if why else raised_digits(seen)
    if laid or lifted:
        letters = [] if why else with_raised(list(_characters(page, seen)), lifted, seen)
        printed = filled_in(letters, laid)
    return legible(printed), why


def _characters(page: Any, seen: Any) -> Iterator[Printed]:
    """Characters of a page with their places; nothing in place of those beside it."""
    from pypdfium2.raw import FPDFText_GetCharBox, FPDFText_GetUnicode

    low_x, low_y, high_x, high_y = page.get_bbox()
    left, right, bottom, top = (c_double() for _ in range(4))
    for number in range(seen.count_chars()):
        character = chr(FPDFText_GetUnicode(seen.raw, number))
        if not FPDFText_GetCharBox(seen.raw, number, left, right, bottom, top) or character in "\r\n":
            yield Printed(character)
        elif low_x <= right.value and left.value <= high_x and low_y <= top.value and bottom.value <= high_y:
            yield Printed(character, (left.value, bottom.value, right.value, top.value))
        else:
            yield Printed("")
