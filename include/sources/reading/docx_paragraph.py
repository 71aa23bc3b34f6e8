"""A paragraph of a Word document while it is being read, and the runs and fields that are open in it."""

import re
from dataclasses import dataclass, field

from include.sources.reading.docx_entries import Entry
from include.sources.reading.docx_styles import Numbering

_INDENT = re.compile(r"[ \t]+(?=\S)")
_TAB = "    "


@dataclass(slots=True)
class Field:
    start: int
    """Parts of the paragraph before it."""
    answered: bool = False
    """What follows is its result, no longer its instruction."""
    shown: str = ""
    """Of an old form's field, which has no result."""


@dataclass(slots=True)
class Run:
    start: int
    hidden: bool | None = None
    style: str = ""
    raised: bool = False
    font: str = ""
    """Where its letters are pictures."""


@dataclass(slots=True)
class Paragraph:
    parts: list[str] = field(default_factory=list)
    style: str = ""
    outline: int | None = None
    numbering: Numbering = field(default_factory=Numbering)
    joined: bool = False
    """Its end is deleted: the next one goes on where it stops."""
    page_number: bool = False
    fields: list[Field] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    after: list[Entry] = field(default_factory=list)
    """Text boxes, notes and diagrams that are anchored in it."""
    in_properties: bool = False

    def text(self) -> str:
        """Returns its lines, without empty ones at its ends."""
        return "\n".join(map(_line, "".join(self.parts).split("\n"))).strip("\n")

    def empty(self) -> None:
        """As new: most of a heavy document is paragraphs without a word, and making one costs more than emptying it."""
        self.style, self.outline, self.page_number = "", None, False
        self.numbering.list = self.numbering.level = None


def _line(text: str) -> str:
    """A line as it is seen: columns stay apart, and what sets it in is no markup (as four spaces would be)."""
    text = text.rstrip(" \t")
    found = _INDENT.match(text)
    if not found or len(found.group()) == 1:
        return text.lstrip(" ")
    return found.group().replace("\t", _TAB).replace(" ", "\u00a0") + text[found.end() :]
