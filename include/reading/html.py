"""HTML as Markdown: the words that a browser shows, from the tree that a browser builds.

Left out is what nobody sees: scripts, styles, templates, what `hidden` or an inline style hides, link targets; and what a
browser shows instead of others' words (`noscript` beside scripts, what stands in a video). Words that are one click
away stay: closed details, dialogs. The text of a picture stands for it. The walk is a loop: no nesting is too deep.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from include.reading.blocks import Blocks, clean, raised
from include.reading.charset import parse_page
from include.reading.html_controls import chosen, shown_value, typed
from include.reading.html_lists import item_marker
from include.reading.html_tables import Shape, cells_of, is_data, shape_of

if TYPE_CHECKING:
    from turbohtml import Document, Element, Node

VERSION = 2
"""Another one reads pages otherwise: a change of recipe."""
DEEPEST_FRAME = 3
"""Pages in pages (`srcdoc`) that are read."""
_UNSEEN = frozenset(
    "head script style template title noscript noframes noembed frameset video audio canvas progress meter datalist "
    "rp colgroup param area base link meta source track embed svg:title svg:desc svg:metadata svg:defs svg:symbol "
    "svg:clipPath svg:mask svg:pattern svg:script svg:style math:annotation math:annotation-xml".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form header hgroup html legend li listing main menu nav ol optgroup p plaintext pre search section summary table tbody "
    "td tfoot th thead tr ul xmp".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PRE = frozenset(("pre", "listing", "xmp", "plaintext"))
_APART = frozenset(("button", "svg:text", "math:mtr", "math:mtd", "option", "svg:foreignObject"))
_NO_DISPLAY = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_BLOCK_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|list-item|table|flow-root)\b", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BREAK = "\v"
"""Stands for the end of a line until white space is collapsed; `clean` leaves none in the text of a page."""


def read_html(data: bytes) -> tuple[str, str]:
    """Markdown and title of a page.

    Raises:
        UnreadableDocument: its bytes are not in the encoding that it declares.
    """
    page = parse_page(data)
    return text_of(page), title_of(page)


def title_of(page: "Document") -> str:
    """What the browser's tab says."""
    titles = (found for found in page.find_all("title") if not _prefix(found))
    return " ".join(clean(found.text).split()) if (found := next(titles, None)) is not None else ""


def text_of(page: "Document", depth: int = 0) -> str:
    """Markdown of a page; when it shows nothing without scripts or frames, of what it has for that case."""
    from turbohtml import parse

    reading = _Reading(shape_of(page), depth)
    text = reading.read(page)
    if not text and depth < DEEPEST_FRAME:
        instead = (parse(found.text, positions=False) for found in page.find_all(["noscript", "noframes"]))
        text = "\n\n".join(part for other in instead if (part := text_of(other, depth + 1)))
    return text


class _Reading:
    """One walk over a tree: text gathers in `line`, and becomes a block where one ends.

    Args:
        shape: which elements hold headings and tables.
        depth: of the page in others.
        flat: blocks end nothing: all becomes one line, as in the cell of a table.
    """

    def __init__(self, shape: Shape, depth: int = 0, *, flat: bool = False) -> None:
        self._shape, self._depth, self._flat = shape, depth, flat
        self._blocks = Blocks()
        self._line: list[str] = []
        self._heading = 0
        self._pre = 0
        self._lists: list[Iterator[str]] = []
        self._marks: list[int] = []
        self._readings: list[str] = []
        self._leave: dict[str, Callable[[Element], None]] = {
            "li": self._leave_item,
            "dd": self._leave_container,
            "blockquote": self._leave_container,
            "ul": self._leave_list,
            "ol": self._leave_list,
            "menu": self._leave_list,
            "dir": self._leave_list,
            "sup": self._leave_sup,
            "rt": self._leave_reading,
            "ruby": self._leave_ruby,
            "q": lambda _: self._line.append("”"),
            **dict.fromkeys(_PRE, self._leave_pre),
            **dict.fromkeys(_HEADINGS, self._leave_heading),
        }
        self._enter: dict[str, Callable[[Element], bool]] = {
            "li": self._enter_item,
            "dd": lambda element: self._enter_container(element, ": ", "  ", joined=True),
            "blockquote": lambda element: self._enter_container(element, "> ", "> "),
            "ul": self._enter_list,
            "ol": self._enter_list,
            "menu": self._enter_list,
            "dir": self._enter_list,
            "table": self._enter_table,
            "sup": self._enter_mark,
            "rt": self._enter_mark,
            "ruby": self._enter_ruby,
            "q": lambda _: self._say("“"),
            "br": lambda _: self._say(" " if self._heading or self._flat else _BREAK),
            "hr": self._enter_rule,
            "img": lambda element: self._say(f" {_attribute(element, 'alt')} "),
            "input": lambda element: self._say(f" {shown_value(element)} "),
            "textarea": lambda element: self._say(f" {typed(element, _BREAK)} ", leaf=True),
            "select": lambda element: self._say(f" {chosen(element)} ", leaf=True),
            "iframe": self._enter_frame,
            **dict.fromkeys(_PRE, self._enter_pre),
            **dict.fromkeys(_HEADINGS, self._enter_heading),
        }

    def read(self, root: "Node") -> str:
        """All of a tree, without its root."""
        from turbohtml import Element, Text

        todo: list[tuple[Element | None, Iterator[Node]]] = [(None, iter(root.flattened_children))]
        while todo:
            element, children = todo[-1]
            node = next(children, None)
            if node is None:
                todo.pop()
                if element is not None:
                    self._end(element)
            elif isinstance(node, Text):
                self._take(node.data)
            elif isinstance(node, Element) and self._begin(node):
                todo.append((node, iter(node.flattened_children)))
        self._edge()
        return self._gathered() if self._flat else self._blocks.text()

    def _begin(self, element: "Element") -> bool:
        """Whether what is in it is read."""
        name = _prefix(element) + element.tag
        if name in _UNSEEN:
            return False
        style = _attribute(element, "style")
        if _hidden(element, style):
            return False
        if name in _BLOCKS or (style and _BLOCK_DISPLAY.search(style)):
            self._edge()
        elif name in _APART:
            self._line.append(" ")
        enter = self._enter.get(name)
        return enter is None or enter(element)

    def _end(self, element: "Element") -> None:
        name = _prefix(element) + element.tag
        if name in _BLOCKS or _BLOCK_DISPLAY.search(_attribute(element, "style")):
            self._edge()
        elif name in _APART:
            self._line.append(" ")
        if (leave := self._leave.get(name)) is not None:
            leave(element)

    def _take(self, text: str) -> None:
        text = clean(text.replace("\r", "\n"))
        self._line.append(text.replace("\n", _BREAK).replace(" ", "\f") if self._pre else text)

    def _say(self, text: str, *, leaf: bool = False) -> bool:
        self._line.append(text)
        return not leaf

    def _gathered(self) -> str:
        """The line so far, white space collapsed as a browser does."""
        text = "".join(self._line)
        self._line.clear()
        return _SPACE.sub(" ", text).replace(_BREAK, "\n") if not self._flat else " ".join(text.split())

    def _edge(self) -> None:
        """A block begins or ends here."""
        if self._flat or self._pre:
            self._line.append(
                " " if self._flat else "" if not self._line or self._line[-1].endswith(_BREAK) else _BREAK
            )
        elif self._heading:
            self._line.append(" ")
        elif self._line:
            self._blocks.paragraph(self._gathered())

    def _enter_heading(self, element: "Element") -> bool:
        if not self._flat and not self._pre:
            self._end_heading()
            self._edge()
            self._heading = _HEADINGS[element.tag]
        return True

    def _leave_heading(self, element: "Element") -> None:
        self._end_heading()

    def _end_heading(self) -> None:
        if self._heading:
            self._blocks.heading(self._heading, self._gathered())
            self._heading = 0

    def _enter_list(self, element: "Element") -> bool:
        self._lists.append(item_marker(element))
        return True

    def _leave_list(self, element: "Element") -> None:
        self._lists.pop()

    def _enter_item(self, element: "Element") -> bool:
        marker = next(self._lists[-1], "- ") if self._lists else "- "
        if self._flat:
            self._line.append(f" {'• ' if marker == '- ' else marker}")
            return True
        self._end_heading()
        headed = element in self._shape.headed
        return self._enter_container(element, marker, listed=True) if not headed else self._open_headed(marker)

    def _open_headed(self, marker: str) -> bool:
        self._blocks.open("" if marker == "- " else marker, "", listed=False)
        return True

    def _leave_item(self, element: "Element") -> None:
        if not self._flat:
            self._blocks.close()

    def _enter_container(
        self, element: "Element", marker: str, indent: str | None = None, *, listed: bool = False, joined: bool = False
    ) -> bool:
        if not self._flat:
            self._end_heading()
            headed = element in self._shape.headed
            self._blocks.open("" if headed else marker, "" if headed else indent, listed=listed, joined=joined)
        return True

    def _leave_container(self, element: "Element") -> None:
        if not self._flat:
            self._blocks.close()

    def _enter_table(self, element: "Element") -> bool:
        if self._flat or self._pre:
            return True
        self._end_heading()
        if not is_data(element, self._shape):
            return True
        cells = cells_of(element, lambda cell: _Reading(self._shape, self._depth, flat=True).read(cell))
        if cells.caption:
            self._blocks.paragraph(cells.caption)
        if cells.rows:
            self._blocks.table(cells.rows, header=cells.header)
        return False

    def _enter_pre(self, element: "Element") -> bool:
        if not self._flat:
            self._end_heading()
            self._pre += 1
        return True

    def _leave_pre(self, element: "Element") -> None:
        if self._flat or not self._pre:
            return
        self._pre -= 1
        if not self._pre:
            text = "".join(self._line).replace(_BREAK, "\n").replace("\f", " ")
            self._line.clear()
            self._blocks.code(text)

    def _enter_rule(self, element: "Element") -> bool:
        self._edge()
        if not (self._flat or self._pre or self._heading):
            self._blocks.rule()
        return False

    def _enter_mark(self, element: "Element") -> bool:
        self._marks.append(len(self._line))
        return True

    def _since_mark(self) -> str:
        start = self._marks.pop() if self._marks else 0
        text = "".join(self._line[start:])
        del self._line[start:]
        return text

    def _leave_sup(self, element: "Element") -> None:
        self._line.append(raised(self._since_mark()))

    def _enter_ruby(self, element: "Element") -> bool:
        self._readings = []
        return True

    def _leave_reading(self, element: "Element") -> None:
        self._readings.append(self._since_mark().strip())

    def _leave_ruby(self, element: "Element") -> None:
        if self._readings:
            self._line.append(f"({''.join(self._readings)})")
        self._readings = []

    def _enter_frame(self, element: "Element") -> bool:
        """A page in a page, where it is in the same file."""
        from turbohtml import parse

        inner = _attribute(element, "srcdoc")
        if inner and self._depth < DEEPEST_FRAME:
            text = text_of(parse(inner, positions=False, scripting=True), self._depth + 1)
            self._edge()
            if self._flat or self._heading:
                self._line.append(f" {text} ")
            elif text:
                self._blocks.whole(text)
        return False


def _hidden(element: "Element", style: str) -> bool:
    if style and _NO_DISPLAY.search(style):
        return True
    if element.tag == "input" and _attribute(element, "type").lower() == "hidden":
        return True
    hidden = element.attrs.get("hidden")
    return "hidden" in element.attrs and str(hidden).lower() != "until-found"


def _prefix(element: "Element") -> str:
    from turbohtml import Namespace

    if element.namespace == Namespace.HTML:
        return ""
    return "svg:" if element.namespace == Namespace.SVG else "math:"


def _attribute(element: "Element", name: str) -> str:
    value = element.attrs.get(name)
    return clean(value) if isinstance(value, str) else ""
