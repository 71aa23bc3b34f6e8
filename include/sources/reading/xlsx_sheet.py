"""The rows of one sheet of a workbook: what each cell shows, without what is hidden."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from include.sources.reading.office_package import Attributes, Package, Start, whole_number
from include.sources.reading.xlsx_numbers import GENERAL, shown

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_TRUTH = {"0": "FALSE", "1": "TRUE"}
_YES = ("1", "true")
Row = tuple[int, dict[int, str]]
"""Number of a row, from 1, and its cells that are not empty, by column."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What cells refer to."""

    strings: Sequence[str]
    formats: Sequence[str]
    """By style."""
    first_day: datetime

    def text(self, kind: str, style: str, value: str) -> str:
        """Returns what a cell shows.

        Args:
            kind: type of its value.
            style: number of its style.
            value: as the file has it.
        """
        if kind == "s":
            return self._of(self.strings, value)
        if kind == "b":
            return _TRUTH.get(value, value)
        if kind == "d":  # of a workbook in the strict form: ISO 8601
            return value.removesuffix("T00:00:00").replace("T", " ")
        return value if kind in ("str", "e", "inlineStr") else shown(value, self._format(style), self.first_day)

    def _format(self, style: str) -> str:
        return self._of(self.formats, style) or GENERAL

    @staticmethod
    def _of(several: Sequence[str], number: str) -> str:
        """One of several by its number; nothing where there is none."""
        at = whole_number({"": number}, "")
        return several[at] if at is not None and 0 <= at < len(several) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is seen of a sheet."""

    rows: Sequence[Row]
    hidden: dict[str, int]
    """How many rows and columns with something in them are not."""


def read_sheet(package: Package, part: str, cells: Cells) -> Sheet:
    """Returns the rows of a sheet.

    Raises:
        UnreadableDocument: it is broken or too large.
    """
    reader = _Reader(cells)
    reader.read(package, part)
    return reader.sheet()


class _Reader:
    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._rows: list[Row] = []
        self._hidden_rows: list[Row] = []
        self._hidden_columns: list[range] = []
        self._merged: list[tuple[int, int, int]] = []
        """Column, first row and last row of cells that are one."""
        self._row: Row = (0, {})
        self._column = 0
        self._kind = self._style = ""
        self._value: list[str] = []
        self._taking = False

    def read(self, package: Package, part: str) -> None:
        starts: dict[str, Start] = {
            "s:col": self._columns,
            "s:row": self._begin_row,
            "s:c": self._begin_cell,
            "s:mergeCell": self._merge,
            **dict.fromkeys(("s:v", "s:t"), lambda _: self._take(yes=True)),
            **dict.fromkeys(("s:f", "s:rPh"), lambda _: True),
        }
        ends = {"s:c": self._end_cell, **dict.fromkeys(("s:v", "s:t"), lambda: self._take(yes=False))}
        package.read(part, starts, ends, lambda data: self._value.append(data) if self._taking else None)

    def sheet(self) -> Sheet:
        """What was read, without empty rows and hidden columns."""
        rows = sorted(self._rows, key=lambda row: row[0])
        for column, first, last in self._merged:
            _repeat(rows, column, first, last)
        used = {column for _, cells in rows for column in cells}
        gone = {column for column in used if any(column in several for several in self._hidden_columns)}
        kept = [(number, {column: cells[column] for column in cells.keys() - gone}) for number, cells in rows]
        hidden = {"rows": sum(bool(cells) for _, cells in self._hidden_rows), "columns": len(gone)}
        return Sheet([row for row in kept if row[1]], hidden)

    def _columns(self, found: Attributes) -> None:
        first, last = whole_number(found, "min"), whole_number(found, "max")
        if found.get("hidden") in _YES and first is not None and last is not None:
            self._hidden_columns.append(range(first, last + 1))

    def _begin_row(self, found: Attributes) -> None:
        number = whole_number(found, "r")
        self._row, self._column = (self._row[0] + 1 if number is None else number, {}), 0
        (self._hidden_rows if found.get("hidden") in _YES else self._rows).append(self._row)

    def _begin_cell(self, found: Attributes) -> None:
        at = _CELL.fullmatch(found.get("r", ""))
        self._column = _column(at[1]) if at else self._column + 1
        self._kind, self._style = found.get("t", "n"), found.get("s", "0")
        self._value.clear()

    def _take(self, *, yes: bool) -> None:
        self._taking = yes

    def _end_cell(self) -> None:
        if text := self._cells.text(self._kind, self._style, "".join(self._value)).strip():
            self._row[1][self._column] = text

    def _merge(self, found: Attributes) -> None:
        first, _, last = found.get("ref", "").partition(":")
        begin, end = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if begin and end and begin[2] != end[2]:
            self._merged.append((_column(begin[1]), int(begin[2]), int(end[2])))


def _repeat(rows: Sequence[Row], column: int, first: int, last: int) -> None:
    """Cells that are one in several rows say the same in each: a row alone says what it is about."""
    begin = bisect_left(rows, first, key=lambda row: row[0])
    if begin < len(rows) and rows[begin][0] == first and column in rows[begin][1]:
        end = bisect_right(rows, last, key=lambda row: row[0])
        for _, cells in rows[begin + 1 : end]:
            if cells:  # one that is empty stays so
                cells.setdefault(column, rows[begin][1][column])


def _column(letters: str) -> int:
    """Number of a column, from 1: `A` is 1, `AA` 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
