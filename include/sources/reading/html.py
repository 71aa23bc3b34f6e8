"""HTML as Markdown: the words that a browser shows, from the tree that a browser builds.

Left out is what nobody sees: scripts, styles, templates, what `hidden` or an inline style hides, link targets; and what
stands in a page for browsers that cannot do something (`noscript`, what is in a video). Words that are one click away
stay: closed details, dialogs. The text of a picture stands for it.
"""

from typing import TYPE_CHECKING

from include.sources.markup import MARKDOWN
from include.sources.place import Marks
from include.sources.reading.blocks import clean
from include.sources.reading.charset import parse_page
from include.sources.reading.html_elements import name_of
from include.sources.reading.html_tables import shape_of
from include.sources.reading.html_walk import DEEPEST_FRAME, Walk
from include.sources.reading.outcome import Outcome

if TYPE_CHECKING:
    from turbohtml import Document


def read_html(data: bytes) -> Outcome:
    """Returns Markdown and title of a page, and which id of it is nearest to each line.

    Raises:
        UnreadableDocument: its bytes are not in the encoding that it declares.
    """
    page = parse_page(data)
    text, marks = _text_of(page)
    return Outcome(text, MARKDOWN, _title_of(page), marks)


def _title_of(page: "Document") -> str:
    """What the browser's tab says."""
    found = next((found for found in page.find_all("title") if name_of(found) == "title"), None)
    return " ".join(clean(found.text).split()) if found is not None else ""


def _text_of(page: "Document", depth: int = 0) -> tuple[str, Marks]:
    """Markdown of a page, and its marks; when it shows nothing without scripts or frames, of what it has for that case.

    Args:
        page: that is read.
        depth: how many pages it is in.
    """
    from turbohtml import parse

    def frame(inner: str) -> str:
        return _text_of(parse(inner, positions=False, scripting=True), depth + 1)[0] if depth < DEEPEST_FRAME else ""

    walk = Walk(shape_of(page), frame)
    text, marks = walk.text(page), walk.marks()
    if not text and depth < DEEPEST_FRAME:
        instead = (parse(found.text, positions=False) for found in page.find_all(["noscript", "noframes"]))
        text = "\n\n".join(part for other in instead if (part := _text_of(other, depth + 1)[0]))
    return text, marks
