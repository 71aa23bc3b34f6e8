"""One story of a Word document (its text, a note, a header), read as a stream: memory is that of its words.

WordprocessingML is ECMA-376 part 1, chapter 17. What Word shows with all changes accepted is read: insertions, not
deletions; the place a text was moved to, not the one it left; a field's result, not its instruction.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from include.sources.reading.blocks import clean
from include.sources.reading.docx_entries import Entry, Said
from include.sources.reading.docx_fields import Fields
from include.sources.reading.docx_math import Formulas
from include.sources.reading.docx_paragraph import Paragraph
from include.sources.reading.docx_runs import Runs
from include.sources.reading.docx_styles import Lists, Numbering, Styles, outline_level
from include.sources.reading.docx_tables import Tables
from include.sources.reading.office_package import Attributes, Package, is_on, whole_number
from include.sources.reading.symbols import symbol

FEWEST_WORDS = 4
"""A line of a header with the number of the page and fewer other words is no text."""
_SPACES = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class Context:
    """What a story needs to know of its document."""

    styles: Styles
    lists: Lists
    note: Callable[[str, str], list[Entry]]
    """Entries of a note, by kind and id; none where it points to nothing."""
    part: Callable[[str], list[Entry]]
    """Entries of a diagram, a chart or a document in this one, by the id of its relation."""


class Story:
    """Entries of one part, or of one note in it, after `read`.

    Args:
        context: of the document.
        running: it is a header or a footer, which repeats on each page.
    """

    def __init__(self, context: Context, *, running: bool = False) -> None:
        self._context, self._running = context, running
        self.entries: list[Entry] = []
        self.endnotes: list[Entry] = []
        self.sections: list[tuple[str, str, str]] = []
        """Headers and footers: kind, which pages, id of the relation."""
        self._sinks = [self.entries]
        self._paragraph = Paragraph()
        self._outer: list[Paragraph] = []
        self._alternatives: list[tuple[int, bool]] = []
        self._said = 0
        self._taking = ""
        self._preserved = False
        self._title_page = False
        self._section: list[tuple[str, str, str]] = []
        self._formulas = Formulas()
        self._runs = Runs(lambda: self._paragraph, self._append, context.styles)
        self._fields = Fields(lambda: self._paragraph, self._append)
        self._tables = Tables(self._sinks, self._finish_joined)

    def read(self, package: Package, part: str) -> None:
        """Read a part that is one story.

        Raises:
            UnreadableDocument: it is missing or broken.
        """
        starts, ends = self.handlers()
        package.read(part, starts, ends, self.characters)
        self.finish()

    def finish(self) -> None:
        """A paragraph whose end was deleted, with none after it."""
        self._paragraph.joined = False
        self._end_paragraph()

    def characters(self, data: str) -> None:
        if self._taking == "text":
            text = clean(data.replace("\n", " ").replace("\t", " ").replace("\r", " "))
            self._append(text if self._preserved else self._plain(text))
        elif self._taking == "instruction":
            self._fields.told(data)

    def handlers(self) -> tuple[dict[str, Callable[[Attributes], object]], dict[str, Callable[[], object]]]:
        """Returns what is called for each element, at its beginning and at its end."""
        off = lambda: setattr(self, "_taking", "")  # noqa: E731
        skip: Callable[[Attributes], object] = lambda _: True  # noqa: E731
        old = ("pPrChange", "rPrChange", "tblPrChange", "tcPrChange", "trPrChange", "sectPrChange", "tblPrExChange")
        starts: dict[str, Callable[[Attributes], object]] = {
            **dict.fromkeys((f"w:{name}" for name in (*old, "numberingChange", "tblGridChange", "sdtPr")), skip),
            **dict.fromkeys(("w:t", "m:t", "a:t"), self._begin_text),
            "w:instrText": lambda _: setattr(self, "_taking", "instruction"),
            "w:p": lambda _: self._begin_paragraph(),
            "a:p": lambda _: self._append(" "),
            "w:pPr": lambda _: setattr(self._paragraph, "in_properties", True),
            "w:pStyle": lambda found: setattr(self._paragraph, "style", found.get("w:val", "")),
            "w:outlineLvl": lambda found: setattr(self._paragraph, "outline", whole_number(found)),
            "w:numId": lambda found: setattr(self._paragraph.numbering, "list", found.get("w:val", "")),
            "w:ilvl": lambda found: setattr(self._paragraph.numbering, "level", whole_number(found)),
            "w:del": lambda _: self._gone(),
            "w:moveFrom": lambda _: self._gone(),
            "w:tab": lambda _: None if self._paragraph.in_properties else self._append("\t"),
            "w:ptab": lambda _: self._append("\t"),
            "w:br": lambda _: self._append("\n"),
            "w:cr": lambda _: self._append("\n"),
            "w:noBreakHyphen": lambda _: self._append("-"),
            "w:sym": lambda found: self._append(symbol(found.get("w:font", ""), found.get("w:char", ""))),
            "w:footnoteReference": lambda found: self._note("footnote", found),
            "w:endnoteReference": lambda found: self._note("endnote", found),
            "w:commentReference": lambda found: self._note("comment", found),
            "w:txbxContent": lambda _: self._begin_box(),
            "v:textpath": lambda found: self._paragraph.after.append(Said(clean(found.get("string", "")))),
            "mc:AlternateContent": lambda _: self._alternatives.append((self._said, False)),
            "mc:Choice": lambda _: self._alternative(),
            "mc:Fallback": lambda _: self._alternative(),
            "dgm:relIds": lambda found: self._part(found.get("r:dm", "")),
            "c:chart": lambda found: self._part(found.get("r:id", "")),
            "w:altChunk": lambda found: self._sinks[-1].extend(self._context.part(found.get("r:id", ""))),
            "w:headerReference": lambda found: self._refer("header", found),
            "w:footerReference": lambda found: self._refer("footer", found),
            "w:titlePg": lambda found: setattr(self, "_title_page", is_on(found)),
        }
        ends: dict[str, Callable[[], object]] = {
            **dict.fromkeys(("w:t", "m:t", "a:t"), off),
            "w:instrText": self._end_instruction,
            "w:p": self._end_paragraph,
            "w:pPr": lambda: setattr(self._paragraph, "in_properties", False),
            "w:txbxContent": self._end_box,
            "mc:Choice": self._end_alternative,
            "mc:AlternateContent": lambda: self._alternatives.pop() if self._alternatives else None,
            "w:sectPr": self._end_section,
        }
        self._tables.add_to(starts, ends)
        self._fields.add_to(starts, ends)
        self._runs.add_to(starts, ends)
        self._formulas.add_to(starts, ends, lambda: self._paragraph.parts)
        return starts, ends

    def _begin_text(self, found: Attributes) -> None:
        self._taking, self._preserved = "text", found.get("x:space") == "preserve"

    def _plain(self, text: str) -> str:
        """Text whose spaces do not count: one between words."""
        parts = self._paragraph.parts
        text = _SPACES.sub(" ", text)
        return text.lstrip(" ") if parts and parts[-1].endswith(" ") else text

    def _append(self, text: str) -> None:
        if text:
            self._paragraph.parts.append(text)
            self._said += 1

    def _begin_paragraph(self) -> None:
        if self._paragraph.joined:
            self._paragraph.joined = False
            self._paragraph.in_properties = False

    def _end_paragraph(self) -> None:
        paragraph = self._paragraph
        if paragraph.fields or paragraph.runs:
            paragraph.fields.clear()
            paragraph.runs.clear()
        if paragraph.joined:
            return
        if not (paragraph.parts or paragraph.after):
            paragraph.empty()
            return
        self._paragraph = Paragraph()
        text = paragraph.text()
        marker, depth = self._marker(paragraph) if text else ("", 0)
        few = self._running and paragraph.page_number and len(re.findall(r"[^\W\d_]{2,}", text)) < FEWEST_WORDS
        if text and not few:
            self._sinks[-1].append(Said(text, self._level(paragraph), marker, depth))
        self._sinks[-1].extend(paragraph.after)

    def _finish_joined(self) -> None:
        """Before a table, nothing goes on."""
        if self._paragraph.joined:
            self.finish()

    def _level(self, paragraph: Paragraph) -> int:
        if paragraph.outline is not None:
            return min(6, outline_level(paragraph.outline))
        return min(6, self._context.styles.heading_level(paragraph.style)) if paragraph.style else 0

    def _marker(self, paragraph: Paragraph) -> tuple[str, int]:
        own, styled = paragraph.numbering, self._context.styles.numbering(paragraph.style)
        listed = own.list if own.list is not None else styled.list
        if listed in (None, "0"):
            return "", 0
        level = own.level if own.level is not None else styled.level or 0
        return self._context.lists.marker(Numbering(listed, level)), max(0, level)

    def _gone(self) -> bool:
        """Deleted: the end of a paragraph, a row of a table, or what is in it, which is passed over."""
        if self._paragraph.in_properties:
            self._paragraph.joined = True
            return False
        return not self._tables.drop_row()

    def _end_instruction(self) -> None:
        self._fields.end_instruction()
        self._taking = ""

    def _note(self, kind: str, found: Attributes) -> None:
        entries = self._context.note(kind, found.get("w:id", ""))
        (self.endnotes if kind == "endnote" else self._paragraph.after).extend(entries)

    def _part(self, relation: str) -> None:
        entries = self._context.part(relation)
        self._said += len(entries)
        self._paragraph.after.extend(entries)

    def _begin_box(self) -> None:
        self._outer.append(self._paragraph)
        self._paragraph = Paragraph()
        self._sinks.append([])

    def _end_box(self) -> None:
        self.finish()
        self._paragraph = self._outer.pop()
        self._paragraph.after.extend(self._sinks.pop())

    def _alternative(self) -> bool:
        """One of several forms of the same; passed over where an earlier one said something."""
        return bool(self._alternatives) and self._alternatives[-1][1]

    def _end_alternative(self) -> None:
        if self._alternatives:
            before, _ = self._alternatives[-1]
            self._alternatives[-1] = before, self._said > before

    def _refer(self, kind: str, found: Attributes) -> None:
        self._section.append((kind, found.get("w:type", "default"), found.get("r:id", "")))

    def _end_section(self) -> None:
        self.sections += [one for one in self._section if one[1] != "first" or self._title_page]
        self._section, self._title_page = [], False
