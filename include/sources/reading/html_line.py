"""The words of a block of a page while they gather: what is raised, what is a reading, and where white space counts."""

import re

from include.sources.reading.blocks import raised

BREAK = "\v"
"""Stands for the end of a line until white space is collapsed; `clean` leaves none in the text of a page."""
_KEPT = "\f"
"""Stands for a space of preformatted text until then."""
_SPACE = re.compile(r"[ \t\n\r\f]+")


class Line:
    """Text that will be one block.

    Args:
        flat: all becomes one line, as in the cell of a table.
    """

    def __init__(self, *, flat: bool) -> None:
        self._flat = flat
        self._parts: list[str] = []
        self._marks: list[int] = []
        self._rubies = 0
        self._readings: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._parts)

    def say(self, text: str) -> None:
        """Add text whose white space does not count."""
        self._parts.append(text)

    def say_as_it_stands(self, text: str) -> None:
        """Add preformatted text."""
        self._parts.append(text.replace("\n", BREAK).replace(" ", _KEPT))

    def end_line(self) -> None:
        """What follows in preformatted text begins a line."""
        if self._parts and not self._parts[-1].endswith(BREAK):
            self._parts.append(BREAK)

    def gathered(self) -> str:
        """Takes the text so far, white space collapsed as a browser does."""
        text = self._taken()
        return _SPACE.sub(" ", text).replace(BREAK, "\n") if not self._flat else " ".join(text.split())

    def as_it_stands(self) -> str:
        """Takes the preformatted text so far."""
        return self._taken().replace(BREAK, "\n").replace(_KEPT, " ")

    def mark(self) -> None:
        """Something begins that is read as a whole: what is raised, or a reading."""
        self._marks.append(len(self._parts))

    def raise_(self) -> None:
        """What was said since the mark is raised."""
        self._parts.append(raised(self._since_mark()))

    def begin_ruby(self) -> None:
        """Words follow with readings above them."""
        self._rubies += 1

    def end_reading(self) -> None:
        """What was said since the mark is a reading of the words before it."""
        text = self._since_mark().strip()
        (self._readings if self._rubies else self._parts).append(text)

    def end_ruby(self) -> None:
        """The readings stand behind their words."""
        self._rubies -= 1
        if any(self._readings):
            self._parts.append(f"({''.join(self._readings)})")
        self._readings.clear()

    def _taken(self) -> str:
        text = "".join(self._parts)
        self._parts.clear()
        return text

    def _since_mark(self) -> str:
        start = self._marks.pop() if self._marks else 0
        text = "".join(self._parts[start:])
        del self._parts[start:]
        return text
