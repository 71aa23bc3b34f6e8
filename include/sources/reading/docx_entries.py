"""What a stretch of a Word document says, before it is Markdown: paragraphs, headings, entries of lists, tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from include.sources.reading.blocks import WIDEST, Blocks
from include.sources.reading.tables import has_title, with_header


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph."""

    text: str
    level: int = 0
    """Of a heading, 1 to 6; else 0."""
    marker: str = ""
    """`- `, or its number."""
    depth: int = 0
    """How deep in a list."""

    def flat(self) -> str:
        return f"{'• ' if self.marker == '- ' else self.marker}{self.text}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells that are one line each."""

    rows: list[list[str]]
    header: bool

    def flat(self) -> str:
        return " ".join(filter(None, (cell for row in self.rows for cell in row)))


@dataclass(frozen=True, slots=True)
class Markdown:
    """Markdown of a document in this one."""

    text: str

    def flat(self) -> str:
        return " ".join(self.text.split())


Entry = Said | Table | Markdown


@dataclass(slots=True)
class Cell:
    """Of a table that is being read."""

    entries: list[Entry] = field(default_factory=list)
    columns: int = 1
    gone: bool = False
    """Deleted."""


@dataclass(slots=True)
class Row:
    """Of a table that is being read."""

    cells: list[Cell] = field(default_factory=list)
    head: bool = False
    gone: bool = False
    """Deleted, or hidden."""
    before: int = 0
    """Columns that are left free at its beginning."""


@dataclass(slots=True)
class Grid:
    """A table that is being read."""

    rows: list[Row] = field(default_factory=list)
    head_named: bool | None = None
    """Whether its look says that the first row is a head."""

    def entries(self) -> list[Entry]:
        """Returns a table, or what is in its cells where these only lay out a page."""
        rows = [row for row in self.rows if not row.gone]
        heads = next((number for number, row in enumerate(rows) if not row.head), len(rows))
        inside = [entry for row in rows for cell in row.cells if not cell.gone for entry in cell.entries]
        wide = max((len(row.cells) for row in rows), default=0) > 1
        plain = all(isinstance(entry, Said) and not entry.level for entry in inside)
        if not (wide or heads) or not (plain or (heads and not any(_is_heading(entry) for entry in inside))):
            return inside
        title: list[Entry] = []
        if heads != 1 and len(rows) > 2 and rows[0].cells[:1] and rows[0].cells[0].columns > 1:
            above, names = ([flat(cell.entries) for cell in row.cells] for row in rows[:2])
            if has_title(above, names, heads):
                title, rows, heads = [Said(above[0])], rows[1:], max(0, heads - 1)
        lines = [_line(row) for row in rows]
        if not heads and self.head_named and len(lines) > 1 and any(lines[0]):
            heads = 1
        filled, header = with_header(lines, heads)
        return [*title, Table(filled, header)] if filled else title


def flat(entries: Iterable[Entry]) -> str:
    """Puts all of it in one line."""
    return " ".join(" ".join(entry.flat() for entry in entries).split())


def markdown(entries: Iterable[Entry]) -> str:
    """Returns entries as blocks of Markdown."""
    blocks, deepest = Blocks(), 0
    for entry in entries:
        if isinstance(entry, Table):
            blocks.table(entry.rows, header=entry.header)
        elif isinstance(entry, Markdown):
            blocks.whole(entry.text)
        elif entry.level:
            blocks.heading(entry.level, entry.marker.removeprefix("- ") + entry.text)
        elif entry.marker:
            depth = min(entry.depth, deepest)
            blocks.open(f"{'   ' * depth}{entry.marker}")
            blocks.paragraph(entry.text)
            blocks.close()
            deepest = depth + 1
            continue
        else:
            blocks.paragraph(entry.text)
        deepest = 0
    return blocks.text()


def _is_heading(entry: Entry) -> bool:
    return isinstance(entry, Said) and entry.level > 0


def _line(row: Row) -> list[str]:
    line = [""] * min(row.before, WIDEST)
    for cell in row.cells:
        line += [
            "" if cell.gone else flat(cell.entries),
            *[""] * (cell.columns - 1 if len(line) + cell.columns <= WIDEST else 0),
        ]
    return line
