"""Where a passage stands in its document, as a person finds it there: page 3, rows 2-40 of Budget, #install.

A reader knows it of each line of the text that it makes (`Marks`). What is left out of a text takes whole lines with it
or parts of them, so the lines that stay are found again between those that both texts have exactly once.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

LINE, PAGE, SLIDE, ROW, CELL = "line", "page", "slide", "row", "cell"
ID, CHAPTER, ATTACHMENT = "#", "chapter ", "attachment "
"""Of these each has a name, and no number."""
_LINE_END = re.compile("\n")
_PLACE = re.compile(r"(line|page|slide|row|cell)s? (\d+)(?:-(\d+))?(?: of (.*))?", re.DOTALL)
_NAMED = re.compile(f"({ID}|{CHAPTER}|{ATTACHMENT})(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Some lines, pages, slides, rows or cells that follow each other, counted from 1; or a part that has a name."""

    unit: str
    first: int
    last: int
    part: str = ""
    """What they are counted in, if not in the document: a sheet. Or the name: an id, a chapter, an attached file."""

    def __str__(self) -> str:
        if self.unit in (ID, CHAPTER, ATTACHMENT):
            return f"{self.unit}{self.part}"
        numbers = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        counted = f"{self.unit}{'' if self.first == self.last else 's'} {numbers}"
        return f"{counted} of {self.part}" if self.part else counted

    @classmethod
    def read(cls, words: str) -> "Place | None":
        """Returns the place that was written so; None where it is none."""
        if named := _NAMED.fullmatch(words):
            return cls(named[1], 1, 1, named[2])
        found = _PLACE.fullmatch(words)
        return cls(found[1], int(found[2]), int(found[3] or found[2]), found[4] or "") if found else None


@dataclass(frozen=True, slots=True)
class Marks:
    """Of each line of a text, which lines, pages, slides, rows or cells of its document it was made of."""

    unit: str = ""
    """Empty: nobody can tell, as in DOCX."""
    firsts: Sequence[int] = ()
    """0 for a line that no place has."""
    lasts: Sequence[int] = ()
    parts: Sequence[str] = ()
    """Empty where there is one."""

    def kept(self, source: str, text: str) -> "Marks":
        """Returns the marks of a text that is the marked one without what was left out of it."""
        if text == source or not self.unit:
            return self
        lines, kept = source.split("\n"), text.split("\n")
        if len(kept) > len(lines):
            return NO_MARKS
        bounds = list(_bounds(lines, kept))
        return Marks(
            self.unit,
            array("L", (self.firsts[low] for low, _ in bounds)),
            array("L", (self.lasts[high] for _, high in bounds)),
            [self.parts[low] for low, _ in bounds] if self.parts else (),
        )


NO_MARKS = Marks()


def numbered_lines(text: str) -> Marks:
    """Returns the marks of a text that is its own document."""
    numbers = range(1, text.count("\n") + 2)
    return Marks(LINE, numbers, numbers)


def numbered_parts(unit: str, parts: Iterable[tuple[int, str]], between: str) -> tuple[str, Marks]:
    """Returns parts of a document as one text, without empty ones, and its marks.

    Args:
        unit: what the parts are.
        parts: the number of each, and its text.
        between: line feeds that stand between two parts.
    """
    texts: list[str] = []
    numbers = array("L")
    for number, text in parts:
        if text:
            numbers.extend([number] * ((len(between) if texts else 0) + text.count("\n") + (not texts)))
            texts.append(text)
    return between.join(texts), Marks(unit, numbers, numbers)


class Places:
    """Says where parts of a text stand in its document."""

    def __init__(self, text: str, marks: Marks) -> None:
        self._marks = marks
        ends = _LINE_END.finditer(text) if marks.unit else ()
        self._starts = array("L", chain((0,), (found.end() for found in ends)))

    def between(self, start: int, end: int) -> str:
        """Returns where the characters `start` to `end` stand, in words; empty where nobody can tell.

        What stands in two sheets is where it begins.
        """
        firsts, lasts, parts = self._marks.firsts, self._marks.lasts, self._marks.parts
        lines = range(bisect_right(self._starts, start) - 1, bisect_left(self._starts, end))
        marked = [line for line in lines if 0 <= line < len(firsts) and firsts[line]]
        if not marked:
            return ""
        part = parts[marked[0]] if parts else ""
        last = max(lasts[line] for line in marked if not parts or parts[line] == part)
        return str(Place(self._marks.unit, firsts[marked[0]], last, part))


def _bounds(source: Sequence[str], kept: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Of each line of what was kept, the first and the last line of the source that it can be."""
    for (low, low_source), (high, high_source) in pairwise(_anchors(source, kept)):
        for line in range(low + 1, high):
            yield low_source + line - low, high_source - (high - line)
        if high < len(kept):
            yield high_source, high_source


def _anchors(source: Sequence[str], kept: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Lines that both have exactly once, and their number in both; between two of them the source has no fewer."""
    once = [{line for line, count in Counter(lines).items() if count == 1} for lines in (source, kept)]
    number = {line: at for at, line in enumerate(source) if line in once[0] and line in once[1]}
    shift, most = 0, len(source) - len(kept)
    yield -1, -1
    for at, line in enumerate(kept):
        if shift <= number.get(line, -1) - at <= most:
            shift = number[line] - at
            yield at, number[line]
    yield len(kept), len(source)
