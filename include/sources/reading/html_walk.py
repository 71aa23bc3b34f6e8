"""The walk over a page: text gathers in a line, and becomes a block where one ends. A loop: no nesting is too deep."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from include.sources.place import ID, Marks
from include.sources.reading.blocks import Blocks, clean
from include.sources.reading.html_addresses import Addresses
from include.sources.reading.html_controls import chosen, shown_value, typed
from include.sources.reading.html_elements import (
    APART,
    HEADINGS,
    LISTS,
    PREFORMATTED,
    UNSEEN,
    attribute,
    is_block,
    is_hidden,
    is_permalink,
    shown_name,
)
from include.sources.reading.html_line import BREAK, Line
from include.sources.reading.html_lists import item_marker
from include.sources.reading.html_math import formula
from include.sources.reading.html_tables import Shape, cells_of, is_data

if TYPE_CHECKING:
    from turbohtml import Element, Node

DEEPEST_FRAME = 3
"""Pages in pages (`srcdoc`) that are read."""


class Walk:
    """One walk over a tree: text gathers in `line`, and becomes a block where one ends.

    Args:
        shape: which elements hold headings and tables.
        frame: Markdown of a page in this page, out of its HTML.
        flat: blocks end nothing: all becomes one line, as in the cell of a table.
    """

    def __init__(self, shape: Shape, frame: Callable[[str], str], *, flat: bool = False) -> None:
        self._shape, self._frame, self._flat = shape, frame, flat
        self._blocks = Blocks()
        self._line = Line(flat=flat)
        self._addresses = Addresses(self._blocks)
        self._heading = 0
        self._pre = 0
        self._lists: list[Iterator[str]] = []
        self._leave: dict[str, Callable[[], object]] = {
            "li": self._leave_item,
            "dd": self._leave_container,
            "blockquote": self._leave_container,
            **dict.fromkeys(LISTS, self._leave_list),
            "sup": self._line.raise_,
            "rt": self._line.end_reading,
            "ruby": self._line.end_ruby,
            "q": lambda: self._line.say("”"),
            **dict.fromkeys(PREFORMATTED, self._leave_pre),
            **dict.fromkeys(HEADINGS, self._end_heading),
        }
        self._enter: dict[str, Callable[[Element], bool]] = {
            "li": self._enter_item,
            "dd": lambda element: self._enter_container(element, ": ", "  ", joined=True),
            "blockquote": lambda element: self._enter_container(element, "> ", "> "),
            **dict.fromkeys(LISTS, self._enter_list),
            "table": self._enter_table,
            "sup": lambda _: self._enter_mark(),
            "rt": lambda _: self._enter_mark(),
            "ruby": lambda _: self._enter_ruby(),
            "q": lambda _: self._say("“"),
            "br": lambda _: self._say(" " if self._heading or self._flat else BREAK),
            "hr": lambda _: self._enter_rule(),
            "img": lambda element: self._say(f" {attribute(element, 'alt')} "),
            "input": lambda element: self._say(f" {shown_value(element)} "),
            "textarea": lambda element: self._say(f" {typed(element, BREAK)} ", leaf=True),
            "select": lambda element: self._say(f" {chosen(element)} ", leaf=True),
            "iframe": self._enter_frame,
            "math:math": lambda element: self._say(formula(element), leaf=True),
            "a": lambda element: not is_permalink(element),
            **dict.fromkeys(PREFORMATTED, lambda _: self._enter_pre()),
            **dict.fromkeys(HEADINGS, self._enter_heading),
        }

    def text(self, root: "Node") -> str:
        """Returns all of a tree, without its root."""
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
        return self._line.gathered() if self._flat else self._blocks.text()

    def _begin(self, element: "Element") -> bool:
        """Whether what is in it is read."""
        name = shown_name(element)
        if name in UNSEEN or is_hidden(element) or self._shape.is_said_twice(element):
            return False
        self._edges(element, name)
        self._addresses.element(element, in_heading=bool(self._heading))
        enter = self._enter.get(name)
        return enter is None or enter(element)

    def marks(self) -> Marks:
        """Returns to each line of the text the address that is nearest."""
        return self._blocks.marks(ID)

    def _end(self, element: "Element") -> None:
        name = shown_name(element)
        self._edges(element, name)
        if (leave := self._leave.get(name)) is not None:
            leave()

    def _edges(self, element: "Element", name: str) -> None:
        if is_block(element, name):
            self._edge()
        elif name in APART:
            self._line.say(" ")

    def _take(self, text: str) -> None:
        text = clean(text.replace("\r", "\n"))
        self._addresses.words(text)
        if self._pre:
            self._line.say_as_it_stands(text)
        else:
            self._line.say(text)

    def _say(self, text: str, *, leaf: bool = False) -> bool:
        self._line.say(text)
        return not leaf

    def _edge(self) -> None:
        """A block begins or ends here."""
        if self._pre:
            self._line.end_line()
        elif self._flat or self._heading:
            self._line.say(" ")
        elif self._line:
            self._blocks.paragraph(self._line.gathered())
            self._addresses.end()

    def _enter_heading(self, element: "Element") -> bool:
        if not self._flat and not self._pre:
            self._end_heading()
            self._edge()
            self._heading = HEADINGS[element.tag]
        return True

    def _end_heading(self) -> None:
        if self._heading:
            self._blocks.heading(self._heading, self._line.gathered())
            self._heading = 0
            self._addresses.end()

    def _enter_list(self, element: "Element") -> bool:
        self._lists.append(item_marker(element))
        return True

    def _leave_list(self) -> None:
        self._lists.pop()

    def _enter_item(self, element: "Element") -> bool:
        marker = next(self._lists[-1], "- ") if self._lists else "- "
        if self._flat:
            self._line.say(f" {'• ' if marker == '- ' else marker}")
            return True
        self._end_heading()
        headed = element in self._shape.headed
        return self._enter_container(element, marker, listed=True) if not headed else self._open_headed(marker)

    def _open_headed(self, marker: str) -> bool:
        self._blocks.open("" if marker == "- " else marker, "", listed=False)
        return True

    def _leave_item(self) -> None:
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

    def _leave_container(self) -> None:
        if not self._flat:
            self._blocks.close()

    def _enter_table(self, element: "Element") -> bool:
        if self._flat or self._pre:
            return True
        self._end_heading()
        if not is_data(element, self._shape):
            return True
        cells = cells_of(element, self._cell)
        if cells.caption:
            self._blocks.paragraph(cells.caption)
        if cells.rows:
            self._blocks.table(cells.rows, header=cells.header)
        return False

    def _cell(self, cell: "Element") -> str:
        """One line; most cells are nothing but text, and need no walk."""
        from turbohtml import Text

        children = cell.children
        if all(isinstance(child, Text) for child in children):
            return " ".join(clean(cell.text).split())
        return Walk(self._shape, self._frame, flat=True).text(cell)

    def _enter_pre(self) -> bool:
        if not self._flat:
            self._end_heading()
            self._pre += 1
        return True

    def _leave_pre(self) -> None:
        if self._flat or not self._pre:
            return
        self._pre -= 1
        if not self._pre:
            self._blocks.code(self._line.as_it_stands())
            self._addresses.end()

    def _enter_rule(self) -> bool:
        self._edge()
        if not (self._flat or self._pre or self._heading):
            self._blocks.rule()
        return False

    def _enter_mark(self) -> bool:
        self._line.mark()
        return True

    def _enter_ruby(self) -> bool:
        self._line.begin_ruby()
        return True

    def _enter_frame(self, element: "Element") -> bool:
        """A page in a page, where it is in the same file."""
        text = self._frame(inner) if (inner := attribute(element, "srcdoc")) else ""
        if self._flat or self._heading:
            self._line.say(f" {text} ")
        else:
            self._edge()
            self._blocks.whole(text)
        return False
