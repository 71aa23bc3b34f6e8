"""Pages whose fonts name their glyphs and say no more, as plotting programs write them.

PDFium does not look at these names, pypdf does.
"""

import io
import re
from typing import Any

LARGEST_UNNAMED_SHARE = 0.1
"""Of a page's text, glyphs whose names are no letters (`/g35`); above it the names say nothing."""
_UNNAMED = re.compile(r"/[A-Za-z.]+\d*")


def named_letters(data: bytes, number: int) -> str:
    """Returns the text of a page, from 0, by the names of its glyphs; empty where they are not names of letters."""
    import pypdf

    try:
        page: Any = pypdf.PdfReader(io.BytesIO(data)).pages[number]
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
        if not all("/ToUnicode" in font or _names_glyphs(font) for font in fonts):
            return ""
        text = page.extract_text()
    except Exception:  # pypdf raises many kinds on what is odd; then the page stays unread
        return ""
    unnamed = sum(len(found) for found in _UNNAMED.findall(text))
    return "" if unnamed > LARGEST_UNNAMED_SHARE * len(text) else text


def _names_glyphs(font: Any) -> bool:
    coding = font.get("/Encoding")
    if font.get("/Subtype") == "/Type3":
        return isinstance(coding, dict) and "/Differences" in coding
    return font.get("/Subtype") in ("/Type1", "/TrueType") and isinstance(coding, str)
