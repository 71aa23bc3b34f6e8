"""A paragraph of a Word document while it is being read, and the runs and fields that are open in it."""

from dataclasses import dataclass, field

from include.reading.docx_entries import Entry
from include.reading.docx_styles import Numbering


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

    def empty(self) -> None:
        """As new: most of a heavy document is paragraphs without a word, and making one costs more than emptying it."""
        self.style, self.outline, self.page_number = "", None, False
        self.numbering.list = self.numbering.level = None
