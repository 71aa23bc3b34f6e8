"""How elements of a page are shown, by name; those of pictures and formulas begin with `svg:` and `math:`.

After the rendering section of the HTML standard: https://html.spec.whatwg.org/multipage/rendering.html.
"""

import re
from typing import TYPE_CHECKING

from include.sources.reading.blocks import clean

if TYPE_CHECKING:
    from turbohtml import Element


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


UNSEEN = _names(
    "head script style template title noscript noframes noembed frameset video audio canvas progress meter datalist rp "
    "colgroup param area base link meta source track embed svg:title svg:desc svg:metadata svg:defs svg:symbol "
    "svg:clipPath svg:mask svg:pattern svg:script svg:style math:annotation math:annotation-xml"
)
BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup html legend li listing main menu nav ol optgroup p plaintext pre search section summary "
    "table tbody td tfoot th thead tr ul xmp"
)
LISTS = _names("ul ol menu dir")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
PREFORMATTED = _names("pre listing xmp plaintext")
APART = _names("button svg:text math:mtr math:mtd svg:foreignObject")
"""Stand in a line, with room around them."""
_PERMALINKS = frozenset(("¶", "#", "§", "🔗", "⚓", "\uf0c1", "\u200b"))
_NO_DISPLAY = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_RAISED = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*super\b", re.IGNORECASE)
_BLOCK_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|list-item|table|flow-root)\b", re.IGNORECASE)


def name_of(element: "Element") -> str:
    """Returns the name of an element, with the prefix of what is no HTML."""
    from turbohtml import Namespace

    if element.namespace == Namespace.HTML:
        return element.tag
    return f"{'svg' if element.namespace == Namespace.SVG else 'math'}:{element.tag}"


def shown_name(element: "Element") -> str:
    """Returns the name, or that of the element that it looks like."""
    name = name_of(element)
    if name in ("span", "font") and "style" in element.attrs and _RAISED.search(attribute(element, "style")):
        return "sup"
    return name


def attribute(element: "Element", name: str) -> str:
    """Empty where there is none."""
    value = element.attrs.get(name)
    return clean(value) if isinstance(value, str) else ""


def is_hidden(element: "Element") -> bool:
    """Says whether it says of itself that it is not shown."""
    attributes = element.attrs
    if not attributes:
        return False
    if "style" in attributes and _NO_DISPLAY.search(attribute(element, "style")):
        return True
    return "hidden" in attributes and attribute(element, "hidden").lower() != "until-found"


def is_permalink(element: "Element") -> bool:
    """Says whether it is the mark that Sphinx, MkDocs and GitHub put behind a heading, for who wants its address."""
    target = element.attrs.get("href")
    return isinstance(target, str) and "#" in target and element.text.strip() in _PERMALINKS


def is_block(element: "Element", name: str) -> bool:
    """Says whether it stands on lines of its own."""
    return name in BLOCKS or ("style" in element.attrs and bool(_BLOCK_DISPLAY.search(attribute(element, "style"))))
