"""Tables that hold data become rows of cells; tables that only lay out a page are read as the blocks that they hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.sources.reading.blocks import WIDEST
from include.sources.reading.html_elements import HEADINGS, attribute, is_hidden
from include.sources.reading.tables import has_title, with_header

if TYPE_CHECKING:
    from turbohtml import Document, Element, Node

FORMULA_DEPTH = 8
"""Elements between a formula, or code, and what shows it."""
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_CELLS = frozenset(("td", "th"))


@dataclass(frozen=True, slots=True)
class Shape:
    """Elements of a page, by what is somewhere in them."""

    headed: "frozenset[Node]"
    """They hold a heading."""
    tabled: "frozenset[Node]"
    """Tables that hold a table."""
    coded: "frozenset[Node]"
    """Tables that hold lines of code: what shows their numbers beside them is no table of data."""
    formulas: "frozenset[Node]"
    """They hold a formula as MathML, near by."""

    def is_said_twice(self, element: "Element") -> bool:
        """Says whether it draws, for the eye alone, a formula that stands beside it for everybody (KaTeX, MathJax)."""
        if not self.formulas or element in self.formulas or element.parent not in self.formulas:
            return False
        return attribute(element, "aria-hidden").lower() == "true" and element.tag != "img"


@dataclass(frozen=True, slots=True)
class Cells:
    """What a table says."""

    caption: str
    rows: list[list[str]]
    header: bool
    """Whether its first row says what the columns are."""


def shape_of(page: "Document") -> Shape:
    """Each element is climbed over once, so that depth costs nothing twice."""
    headed: set[Node] = set()
    for heading in page.find_all(list(HEADINGS)):
        above = heading.parent
        while above is not None and above not in headed:
            headed.add(above)
            above = above.parent
    tabled: set[Node] = set()
    climbed: set[Node] = set()
    for table in page.find_all("table"):
        above = table.parent
        while above is not None and above not in climbed:
            climbed.add(above)
            if getattr(above, "tag", "") == "table":
                tabled.add(above)
            above = above.parent
    coded = {holder for code in page.find_all("pre") if "\n" in code.text.strip() and (holder := _table_of(code))}
    formulas = {above for math in page.find_all("math") for above in _near(math)}
    return Shape(frozenset(headed), frozenset(tabled), frozenset(coded), frozenset(formulas))


def _near(node: "Node") -> "Iterator[Node]":
    """What a node is in, as far up as the scripts that draw formulas put it."""
    for _ in range(FORMULA_DEPTH):
        if node.parent is None:
            return
        node = node.parent
        yield node


def _table_of(node: "Node") -> "Node | None":
    """The cell's table, where a node is not far down in a cell."""
    return next((above for above in _near(node) if getattr(above, "tag", "") == "table"), None)


def is_data(table: "Element", shape: Shape) -> bool:
    """Says whether rows and columns mean something: two columns or a header, and no page in its cells."""
    if table in shape.headed:
        return False
    coded = table in shape.coded
    first = max((list(_cells(row)) for row in _rows(table)), key=len, default=[])
    heads = any(cell.tag == "th" for row in _rows(table) for cell in _cells(row))
    return heads if coded or table in shape.tabled else heads or len(first) > 1


def cells_of(table: "Element", read: "Callable[[Element], str]") -> Cells:
    """Returns a data table, cell by cell.

    Args:
        table: one of which `is_data` says yes.
        read: text of a cell, or of the caption, in one line.
    """
    from turbohtml import Element

    named = [
        child
        for child in table.children
        if isinstance(child, Element) and child.tag == "caption" and not is_hidden(child)
    ]
    ordered = sorted(_rows(table), key=_place)
    captions = [" ".join(read(caption) for caption in named)]
    if len(ordered) > 2 and (title := _title(ordered, read)):
        captions.append(title)
        ordered = ordered[1:]
    heads = [bool(cells := list(_cells(row))) and all(cell.tag == "th" for cell in cells) for row in ordered]
    many = next((number for number, head in enumerate(heads) if not head), len(heads))
    many = max(many, sum(_place(row) == 0 for row in ordered))
    grid = _grid([[(cell, read(cell)) for cell in _cells(row)] for row in ordered], above=many - 1)
    rows, header = with_header(grid, many)
    return Cells(" ".join(filter(None, captions)), rows, header)


def _title(rows: "list[Element]", read: "Callable[[Element], str]") -> str:
    """What stands in a cell over the names of all columns; empty where nothing does."""
    first, second = (list(_cells(row)) for row in rows[:2])
    if len(first) != 1 or _span(first[0], "colspan") < max(2, len(second)) or _span(first[0], "rowspan") > 1:
        return ""
    named = all(cell.tag == "th" for cell in second)
    title = read(first[0])
    heads = 2 if named else 0
    return title if has_title([title], [read(cell) for cell in second], heads) else ""


def _grid(rows: "list[list[tuple[Element, str]]]", above: int) -> list[list[str]]:
    """Rows with an empty cell wherever one spans columns, or comes down from a row above.

    Args:
        above: rows of the head that have others of it below: what spans columns there is a part of the name of each.
    """
    grid: list[list[str]] = []
    below: dict[int, int] = {}
    for number, cells in enumerate(rows):
        row: list[str] = []
        for cell, text in cells:
            while below.get(len(row), 0) > 0 and len(row) < WIDEST:
                row.append("")
            start, columns = len(row), _span(cell, "colspan")
            row += [text, *[text if number < above else ""] * (columns - 1 if start + columns <= WIDEST else 0)]
            below |= {column: _span(cell, "rowspan") for column in range(start, min(len(row), WIDEST))}
        below = {column: left - 1 for column, left in below.items() if left > 1}
        grid.append(row)
    return grid


def _span(cell: "Element", name: str) -> int:
    value = cell.attr(name)
    number = value.strip() if isinstance(value, str) else ""
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else 1


def _rows(table: "Element") -> "Iterator[Element]":
    from turbohtml import Element

    for child in table.children:
        if isinstance(child, Element) and child.tag in _SECTIONS and not is_hidden(child):
            yield from (row for row in child.children if isinstance(row, Element) and _is_row(row))
        elif isinstance(child, Element) and _is_row(child):
            yield child


def _is_row(element: "Element") -> bool:
    return element.tag == "tr" and not is_hidden(element)


def _cells(row: "Element") -> "Iterator[Element]":
    from turbohtml import Element

    return (cell for cell in row.children if isinstance(cell, Element) and cell.tag in _CELLS and not is_hidden(cell))


def _place(row: "Element") -> int:
    """The head is shown first and the foot last, wherever they stand."""
    return {"thead": 0, "tfoot": 2}.get(getattr(row.parent, "tag", ""), 1)
