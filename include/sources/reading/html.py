"""HTML as Markdown: the words that a browser shows, from the tree that a browser builds.

Left out is what nobody sees: scripts, styles, templates, what `hidden` or an inline style hides, link targets; and what
stands in a page for browsers that cannot do something (`noscript`, what is in a video). Words that are one click away
stay: closed details, dialogs. The text of a picture stands for it.
"""

from typing import TYPE_CHECKING

from include.sources.reading.blocks import clean
from include.sources.reading.charset import parse_page
from include.sources.reading.html_elements import name_of
from include.sources.reading.html_tables import shape_of
from include.sources.reading.html_walk import DEEPEST_FRAME, Walk

if TYPE_CHECKING:
    from turbohtml import Document


def read_html(data: bytes) -> tuple[str, str]:
    """Returns Markdown and title of a page.

    Raises:
        UnreadableDocument: its bytes are not in the encoding that it declares.
    """
    page = parse_page(data)
    return _text_of(page), _title_of(page)


def _title_of(page: "Document") -> str:
    """What the browser's tab says."""
    found = next((found for found in page.find_all("title") if name_of(found) == "title"), None)
    return " ".join(clean(found.text).split()) if found is not None else ""


def _text_of(page: "Document", depth: int = 0) -> str:
    """Markdown of a page; when it shows nothing without scripts or frames, of what it has for that case.

    Args:
        page: that is read.
        depth: how many pages it is in.
    """
    from turbohtml import parse

    def frame(inner: str) -> str:
        return _text_of(parse(inner, positions=False, scripting=True), depth + 1) if depth < DEEPEST_FRAME else ""

    text = Walk(shape_of(page), frame).text(page)
    if not text and depth < DEEPEST_FRAME:
        instead = (parse(found.text, positions=False) for found in page.find_all(["noscript", "noframes"]))
        text = "\n\n".join(part for other in instead if (part := _text_of(other, depth + 1)))
    return text
