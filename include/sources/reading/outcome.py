"""What a reader makes of a document."""

from collections.abc import Sequence
from dataclasses import dataclass

from include.sources.place import NO_MARKS, Marks


@dataclass(frozen=True, slots=True)
class Outcome:
    """Readable text, and what is known of it."""

    text: str
    markup: str
    """How the text is marked up: a media type that `sources.markup` knows."""
    title: str = ""
    """As the document has it apart from its text."""
    marks: Marks = NO_MARKS
    """Where its lines stand in the document."""
    left_out: Sequence[str] = ()
    """A line each, for the log."""
