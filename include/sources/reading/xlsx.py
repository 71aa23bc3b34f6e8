"""XLSX as text: the sheets that a person sees, row by row, with a bar between cells; read as a stream.

Of a formula there is what it came to when the file was saved. Hidden sheets, rows and columns are left out, and said.
"""

from collections.abc import Iterator
from datetime import datetime

from include.errors import UnreadableDocument
from include.sources.markup import SHEETS
from include.sources.place import ROW, Marks
from include.sources.reading.blocks import clean
from include.sources.reading.delimited import BAR, BETWEEN_SHEETS
from include.sources.reading.office_package import Attributes, Package, Relation, Start, unescaped
from include.sources.reading.outcome import Outcome
from include.sources.reading.pictures import without_long_data
from include.sources.reading.xlsx_numbers import BUILT_IN, GENERAL
from include.sources.reading.xlsx_sheet import Cells, Sheet, read_sheet

FIRST_DAY, FIRST_DAY_OF_MACS = datetime(1899, 12, 30), datetime(1904, 1, 1)
WIDEST = 256
"""Columns in which an empty cell keeps its place: a sheet of 16,384 could else be mostly bars."""
_HIDDEN = ("hidden", "veryHidden")


def read_workbook(data: bytes) -> Outcome:
    """Returns the text of a workbook, and which row each line is.

    Raises:
        UnreadableDocument: it is no XLSX, a sheet of it is broken, or it unpacks to too much.
    """
    package = Package(data, "XLSX")
    main = package.main_part("xl/workbook.xml")
    relations, told = package.relations(main), _Workbook(package, main)
    cells = Cells(_strings(package, _part(relations, "sharedStrings")), _formats(package, relations), told.first_day)
    left_out = [f"the hidden sheet {name}" for name in told.hidden]
    texts: list[str] = []
    rows: list[int] = []
    parts: list[str] = []
    for name, relation in told.visible:
        target = relations.get(relation)
        if target is None or target.kind != "worksheet":  # a sheet that is one chart
            continue
        sheet = read_sheet(package, target.target, cells)
        left_out += [f"{count} hidden {what} of the sheet {name}" for what, count in sheet.hidden.items() if count]
        lines = list(_lines(sheet))
        if lines:
            texts.append("\n".join([f"## {name}", "", *(text for _, text in lines)]))
            rows += [*([0, 0] if rows else []), 0, 0, *(row for row, _ in lines)]
            parts += [name] * (len(rows) - len(parts))
    return Outcome(BETWEEN_SHEETS.join(texts), SHEETS, marks=Marks(ROW, rows, rows, parts), left_out=left_out)


class _Workbook:
    """Names of the sheets, with the ids of where they are, and day 0 of all dates."""

    def __init__(self, package: Package, main: str) -> None:
        self.visible: list[tuple[str, str]] = []
        self.hidden: list[str] = []
        self.first_day = FIRST_DAY
        package.read(main, {"s:sheet": self._sheet, "s:workbookPr": self._properties}, {}, lambda _: None)
        if not (self.visible or self.hidden):
            raise UnreadableDocument("it is not an XLSX file (it has no sheet)")

    def _sheet(self, found: Attributes) -> None:
        name = " ".join(clean(found.get("name", "")).split())
        if found.get("state") in _HIDDEN:
            self.hidden.append(name)
        else:
            self.visible.append((name, found.get("r:id", "")))

    def _properties(self, found: Attributes) -> None:
        if found.get("date1904") in ("1", "true"):
            self.first_day = FIRST_DAY_OF_MACS


def _part(relations: dict[str, Relation], kind: str) -> str:
    return next((found.target for found in relations.values() if found.kind == kind), "")


def _strings(package: Package, part: str) -> list[str]:
    """Texts that cells refer to by number, without how they are pronounced."""
    strings: list[str] = []
    now: list[str] = []
    taking = [False]

    def finish() -> None:
        strings.append("".join(now))
        now.clear()

    def take(*, yes: bool) -> None:
        taking[0] = yes

    if part and package.has(part):
        starts: dict[str, Start] = {"s:t": lambda _: take(yes=True), "s:rPh": lambda _: True}
        ends = {"s:t": lambda: take(yes=False), "s:si": finish}
        package.read(part, starts, ends, lambda data: now.append(data) if taking[0] else None)
    return strings


def _formats(package: Package, relations: dict[str, Relation]) -> list[str]:
    """Of each style of cells the format of its numbers."""
    own: dict[str, str] = {}
    used: list[str] = []
    starts: dict[str, Start] = {
        "s:numFmt": lambda found: own.__setitem__(found.get("numFmtId", ""), found.get("formatCode", GENERAL)),
        "s:xf": lambda found: used.append(found.get("numFmtId", "")),
        **dict.fromkeys(("s:cellStyleXfs", "s:dxfs"), lambda _: True),
    }
    package.read_if_there(_part(relations, "styles"), starts, {})
    built_in = {str(number): code for number, code in BUILT_IN.items()}
    return [own.get(number) or built_in.get(number, GENERAL) for number in used]


def _lines(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Number and text of each row; an empty line between what stands above a table and the table."""
    columns = sorted({column for _, cells in sheet.rows for column in cells})
    is_above, is_wide = True, len(columns) > WIDEST
    for at, (number, cells) in enumerate(sheet.rows):
        if is_above and len(cells) > 1:
            is_above = False
            if at:
                yield 0, ""
        keeps_places = not (is_above or is_wide)
        row = [_flat(cells.get(column, "")) for column in columns if keeps_places or column in cells]
        filled = len(row) - next(end for end, text in enumerate(reversed(row)) if text)
        yield number, BAR.join(row[:filled])


def _flat(text: str) -> str:
    return without_long_data(" ".join(clean(unescaped(text)).split()))
