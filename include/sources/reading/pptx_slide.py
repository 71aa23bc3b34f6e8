"""One slide of a presentation, or the notes below it: its title, and what else is on it, in the order it was drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from include.sources.reading.blocks import clean
from include.sources.reading.office_package import Attributes, End, Package, Start, unescaped

_TITLES = ("title", "ctrTitle")
_RUNNING = ("dt", "ftr", "hdr", "sldNum")
"""Date, footer, header and number, the same on each slide."""
_YES = ("1", "true")


@dataclass(slots=True)
class Grid:
    """A table."""

    rows: list[list[str]] = field(default_factory=list)
    has_head: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or a diagram, which has its words in a part of its own."""

    relation: str


Entry = str | Grid | Picture


@dataclass(frozen=True, slots=True)
class Slide:
    """What is read of a slide."""

    title: str
    entries: Sequence[Entry]
    is_hidden: bool


def read_slide(package: Package, part: str, *, is_notes: bool = False) -> Slide:
    """Returns what is on a slide, or of notes what was written, without the picture of their slide.

    Raises:
        UnreadableDocument: the part is missing, broken or too large.
    """
    reader = _Reader(is_notes=is_notes)
    package.read(part, reader.starts(), reader.ends(), reader.characters)
    return Slide(reader.title, reader.entries, reader.is_hidden)


class _Reader:
    def __init__(self, *, is_notes: bool) -> None:
        self.title = ""
        self.entries: list[Entry] = []
        self.is_hidden = False
        self._is_notes = is_notes
        self._kind = ""
        """Of the placeholder that the open shape fills."""
        self._is_shape_hidden = False
        self._text: list[str] = []
        """Of the shape or the cell that is open."""
        self._taking = False
        self._grid: Grid | None = None

    def starts(self) -> dict[str, Start]:
        return {
            "p:sld": self._slide,
            "p:sp": lambda _: self._begin(),
            "p:cNvPr": self._properties,
            "p:ph": lambda found: setattr(self, "_kind", found.get("type", "obj")),
            "a:t": lambda _: setattr(self, "_taking", True),
            "a:br": lambda _: self._text.append("\n"),
            "a:tab": lambda _: self._text.append(" "),
            "a:tbl": lambda _: setattr(self, "_grid", Grid()),
            "a:tblPr": self._table,
            "a:tr": lambda _: self._grid.rows.append([]) if self._grid else None,
            "a:tc": lambda _: self._text.clear(),
            "c:chart": lambda found: self._picture(found.get("r:id", "")),
            "dgm:relIds": lambda found: self._picture(found.get("r:dm", "")),
            "mc:Fallback": lambda _: True,
        }

    def ends(self) -> dict[str, End]:
        return {
            "p:sp": self._end,
            "a:t": lambda: setattr(self, "_taking", False),
            "a:p": lambda: self._text.append("\n"),
            "a:tc": self._end_cell,
            "a:tbl": self._end_table,
            "p:graphicFrame": self._begin,
        }

    def characters(self, data: str) -> None:
        if self._taking:
            self._text.append(data)

    def _slide(self, found: Attributes) -> None:
        self.is_hidden = found.get("show", "1") not in _YES

    def _begin(self) -> None:
        self._kind, self._is_shape_hidden = "", False
        self._text.clear()

    def _properties(self, found: Attributes) -> None:
        self._is_shape_hidden = found.get("hidden") in _YES

    def _end(self) -> None:
        text, kind = self._said().strip("\n"), self._kind
        if self._is_shape_hidden or kind in _RUNNING or (self._is_notes and kind != "body"):
            text = ""
        if kind in _TITLES and not self.title:
            self.title, text = " ".join(text.split()), ""
        if text.strip():
            self.entries.append(text)
        self._begin()

    def _said(self) -> str:
        text = clean(unescaped("".join(self._text)).replace("\v", "\n"))
        self._text.clear()
        return text

    def _table(self, found: Attributes) -> None:
        if self._grid:
            self._grid.has_head = found.get("firstRow") in _YES

    def _end_cell(self) -> None:
        text = " ".join(self._said().split())
        if self._grid and self._grid.rows:
            self._grid.rows[-1].append(text)

    def _end_table(self) -> None:
        if self._grid and not self._is_shape_hidden:
            self.entries.append(self._grid)
        self._grid = None

    def _picture(self, relation: str) -> None:
        if not self._is_shape_hidden:
            self.entries.append(Picture(relation))
