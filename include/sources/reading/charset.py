"""In which encoding the bytes of a page are, as the WHATWG's standards have it: https://encoding.spec.whatwg.org/.

A byte-order mark, what the page declares (`<meta>`, or `<?xml … encoding=…?>`), else UTF-8. A browser would go on with
a guess where that does not fit; here such a page is refused, because nobody would see that its words are wrong.
"""

import codecs
import re
from typing import TYPE_CHECKING

from include.errors import UnreadableDocument
from include.sources.reading.text import decode

if TYPE_CHECKING:
    from turbohtml import Document

_XML = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)")
_UTF_32 = {codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"}
_UTF_16 = {b"<\0": "UTF-16LE", b"\0<": "UTF-16BE"}
SURE_CHARACTERS = 8
"""So many characters beyond ASCII that are UTF-8 are no accident in whatever encoding else."""
MOST_OPEN_FORMATTING = 200
"""Elements that only say how their words look, and that are not closed; in pages that people write there are few."""
_FORMATTING = re.compile(rb"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE)
_MULTIBYTE = frozenset({"GBK", "gb18030", "Big5", "EUC-JP", "EUC-KR", "Shift_JIS", "ISO-2022-JP"})


def parse_page(data: bytes) -> "Document":
    """Returns the tree that a browser with scripts builds of a page.

    Raises:
        UnreadableDocument: its bytes are not what it says they are, or not UTF-8 where it says nothing.
    """
    from turbohtml import parse

    data = _without_open_formatting(data)
    if (wide := _UTF_32.get(data[:4])) is not None:
        return parse(data.decode(wide, "replace"), positions=False, scripting=True)
    page = parse(data, encoding=_declared(data), positions=False, scripting=True)
    if page.encoding == "replacement":
        raise UnreadableDocument("it declares an encoding that browsers refuse; save it as UTF-8")
    declared = page.encoding if page.encoding_confidence == "certain" and page.encoding else ""
    if declared in {"", "UTF-8"} or _is_utf_8(data, declared):
        return parse(decode(data), positions=False, scripting=True)
    if "\ufffd" in page.text:
        raise UnreadableDocument(f"it says it is {declared}, and not all of it is; save it as UTF-8")
    return page


def _without_open_formatting(data: bytes) -> bytes:
    """The same words, with `<span>` in place of `<font>` and its like where hundreds of these are never closed.

    A browser opens all of them again in each paragraph that follows, which takes the square of their number.
    """
    opened = sum(-1 if found.group(1) else 1 for found in _FORMATTING.finditer(data))
    return _FORMATTING.sub(rb"<\1span", data) if opened > MOST_OPEN_FORMATTING else data


def _declared(data: bytes) -> str | None:
    """What the tree builder does not look for itself: XML's declaration, and UTF-16 without a mark."""
    found = _XML.match(data[:1024])
    label = found.group(1).decode() if found else _UTF_16.get(data[:2])
    if label is None or (found and label.lower().startswith("utf-16")):
        return None
    try:
        _known(label)
    except LookupError:
        return None
    return label


def _known(label: str) -> None:
    from turbohtml import parse

    parse(b"", encoding=label)


def _is_utf_8(data: bytes, declared: str) -> bool:
    """Whether a page was saved as UTF-8 and its declaration stayed behind, which is common."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or declared.startswith("UTF-16"):
        return False
    try:
        beyond = sum(ord(character) > 127 for character in data.decode())
    except UnicodeDecodeError:
        return False
    return beyond >= (SURE_CHARACTERS if declared in _MULTIBYTE else 1)
