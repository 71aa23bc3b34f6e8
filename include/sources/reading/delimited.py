"""Tables as text, a row a line (CSV, TSV, the sheets of a workbook): cells with a bar between them, below their header.

Each piece of a longer table repeats the header.

What separates the cells is what makes the first rows equally wide; a cell in quotes may hold anything.
"""

import csv
import io
import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Literal

from include.errors import UnreadableDocument
from include.sources.place import LINE, Marks
from include.sources.reading.blocks import clean
from include.sources.reading.spans import Block

if TYPE_CHECKING:
    import _csv

SEPARATORS = (",", ";", "\t", "|")
"""The first of them wins where two would do."""
BAR = " | "
BETWEEN_SHEETS = "\n\n\n"
SHEET_LEVEL = 2
"""Its name is repeated above each chunk, which that of level 1, the title of a document, is not."""
ROWS_LOOKED_AT = 50
_TOLD = re.compile(r"sep=([,;\t|])\n")
"""The first line, as Excel has it for itself."""
LARGEST_CELL = 131_072
"""Characters, as Python's reader has it: a quote that nobody closes makes one cell of the rest of the file."""


def delimited_text(text: str) -> tuple[str, Marks]:
    """Returns a table, a row a line and a bar between two cells, and on which lines each row stands.

    Raises:
        UnreadableDocument: it is no table: a cell is too large, or a quote is not closed.
    """
    told = _TOLD.match(text)
    separator = told[1] if told else _separator(text)
    try:
        rows = _all_rows(text, separator)[1 if told else 0 :]
    except csv.Error as error:
        raise UnreadableDocument(f"it is no table of cells between {separator!r} ({error})") from error
    firsts, lasts = array("L", (first for first, _, _ in rows)), array("L", (last for _, last, _ in rows))
    return "\n".join(row for _, _, row in rows), Marks(LINE, firsts, lasts)


def delimited_blocks(text: str) -> list[Block]:
    """Returns the one block of such a text; its first row is its header, unless a number or nothing stands in it."""
    return [_table(text, 0)]


def sheet_blocks(text: str) -> list[Block]:
    """Returns the blocks of several tables: behind two empty lines the name of a sheet, behind one a table of it."""
    blocks: list[Block] = []
    start = 0
    for sheet in text.split(BETWEEN_SHEETS):
        for number, part in enumerate(sheet.split("\n\n")):
            table = _table(part, start)
            blocks.append(table if number else Block(start, table.end, SHEET_LEVEL, part.removeprefix("## ")))
            start += len(part) + 2
        start += len(BETWEEN_SHEETS) - 2
    return blocks


def _table(text: str, start: int) -> Block:
    """The block of a table that begins there in the whole text."""
    first, _, others = text.partition("\n")
    if not others or not names_columns(first.split(BAR)):
        return Block(start, start + len(text))
    return Block(start, start + len(text), columns=first, rows=start + len(first) + 1)


def _all_rows(text: str, separator: str) -> list[tuple[int, int, str]]:
    """The rows; where a quote is not closed, and tabs are between cells, a quote is a letter as any: some write so."""
    try:
        return list(_numbered(_rows(text, separator)))
    except csv.Error:
        if "\t" not in text.partition("\n")[0]:
            raise
        return list(_numbered(_rows(text, "\t", csv.QUOTE_NONE)))


def _numbered(rows: "_csv.Reader") -> Iterator[tuple[int, int, str]]:
    """Of each row that has a word its first line, its last, and its cells in one."""
    before = 0
    for cells in rows:
        row = [" ".join(clean(cell).split()) for cell in cells]
        if any(row):
            yield before + 1, rows.line_num, BAR.join(row).rstrip()
        before = rows.line_num


def _rows(text: str, separator: str, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL) -> "_csv.Reader":
    csv.field_size_limit(LARGEST_CELL)
    return csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, quoting=quoting, skipinitialspace=True, strict=True
    )


def _separator(text: str) -> str:
    """What makes the first rows wide, and all alike; a comma where nothing does."""
    return max(SEPARATORS, key=lambda separator: _alike(text, separator))


def _alike(text: str, separator: str) -> tuple[float, int]:
    """Share of the first rows that are as wide as the first one, and how wide that is; nothing for one column."""
    try:
        widths = [len(row) for row in islice(_rows(text, separator), ROWS_LOOKED_AT) if row]
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] < 2:
        return 0.0, 0
    return widths.count(widths[0]) / len(widths), widths[0]


def names_columns(names: Sequence[str]) -> bool:
    """Says whether each name is there, none is there twice, and none is a number."""
    return all(names) and len(set(names)) == len(names) and not any(map(_is_number, names))


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", ".").rstrip("%"))
    except ValueError:
        return False
    return True
