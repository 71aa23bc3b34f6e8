"""The text of a PDF, page by page."""

import io
import logging
import re

from include.errors import UnreadableDocument


def pdf_text(data: bytes) -> str:
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
