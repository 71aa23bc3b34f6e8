"""Tables of a Word document while they are being read, one in the other."""

from collections.abc import Callable

from include.sources.reading.docx_entries import Cell, Entry, Grid, Row
from include.sources.reading.office_package import Attributes, End, Start, is_on, whole_number

DEEPEST_TABLE = 20
"""Tables in tables; what is deeper stands in the cell that it is in."""
_FIRST_ROW = 0x0020
"""Of `w:tblLook`: the first row is a head."""


class Tables:
    """Handlers for the elements of tables.

    Args:
        sinks: where entries go: the last is the innermost; a cell becomes one while it is open.
        finish: called where no paragraph may go on.
    """

    def __init__(self, sinks: list[list[Entry]], finish: Callable[[], None]) -> None:
        self._sinks, self._finish = sinks, finish
        self._grids: list[Grid] = []
        self._opened: list[bool] = []
        """For each table that is open, whether it is a grid: what is too deep is none."""
        self._in_row_properties = False

    def add_to(self, starts: dict[str, Start], ends: dict[str, End]) -> None:
        """Add the handlers."""
        starts |= {
            "w:tbl": lambda _: self._begin_table(),
            "w:tr": lambda _: self._grids[-1].rows.append(Row()) if self._in_grid() else None,
            "w:tc": lambda _: self._begin_cell(),
            "w:trPr": lambda _: setattr(self, "_in_row_properties", True),
            "w:tblLook": self._look,
            "w:tblHeader": lambda found: self._of_row("head", is_on(found)),
            "w:hidden": lambda found: self._of_row("gone", is_on(found)),
            "w:gridBefore": lambda found: self._of_row("before", whole_number(found) or 0),
            "w:gridSpan": lambda found: self._of_cell("columns", max(1, whole_number(found) or 1)),
            "w:cellDel": lambda _: self._of_cell("gone", value=True),
        }
        ends |= {
            "w:trPr": lambda: setattr(self, "_in_row_properties", False),
            "w:tbl": self._end_table,
            "w:tc": self._end_cell,
        }

    def drop_row(self) -> bool:
        """A row is deleted, if this is said among its properties."""
        if self._in_row_properties:
            self._of_row("gone", value=True)
        return self._in_row_properties

    def _in_grid(self) -> bool:
        return bool(self._opened) and self._opened[-1]

    def _begin_table(self) -> None:
        self._finish()
        self._opened.append(len(self._grids) < DEEPEST_TABLE)
        if self._opened[-1]:
            self._grids.append(Grid())

    def _end_table(self) -> None:
        if self._opened.pop():
            self._sinks[-1].extend(self._grids.pop().entries())

    def _begin_cell(self) -> None:
        if self._in_grid():
            rows = self._grids[-1].rows
            if not rows:
                rows.append(Row())
            rows[-1].cells.append(Cell())
            self._sinks.append(rows[-1].cells[-1].entries)

    def _end_cell(self) -> None:
        if self._in_grid():
            self._finish()
            self._sinks.pop()

    def _of_row(self, name: str, value: object) -> None:
        if self._in_grid() and self._grids[-1].rows:
            setattr(self._grids[-1].rows[-1], name, value)

    def _of_cell(self, name: str, value: object) -> None:
        if self._in_grid() and self._grids[-1].rows and self._grids[-1].rows[-1].cells:
            setattr(self._grids[-1].rows[-1].cells[-1], name, value)

    def _look(self, found: Attributes) -> None:
        if self._in_grid():
            named = found.get("w:firstRow") in ("1", "true", "on")
            self._grids[-1].head_named = named or bool(_hexadecimal(found.get("w:val", "")) & _FIRST_ROW)


def _hexadecimal(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return 0
