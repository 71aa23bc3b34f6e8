"""Blocks of a document as Markdown in which every word stays as it is written.

Markdown would have a backslash before what could be taken for markup (in `max_open_files`), and nobody wrote that. Only
what begins a line can be taken for a heading, a list, a table or a rule; before such a line stands a no-break space: no
markup for Markdown, white space for people, for `str.strip` and for tokenizers.
"""

import re
from collections.abc import Sequence

from include.sources.place import NO_MARKS, Marks

DEEPEST = 8
"""Lists and quotes are indented so often at most, so that nesting cannot make the text grow with its square."""
WIDEST = 100
"""Columns of a table that are filled up with empty cells."""
_AS_MARKUP = re.compile(r"(?:#{1,6}|[-+*]|\d{1,9}[.)])(?:\s|$)|>|```|~~~|<[A-Za-z/!?]|\||\[[^\]]*\]:")
_RULES = "-_*=:| \t"
"""A line of nothing else underlines a heading, rules off, or makes the line before it the head of a table."""
_BREAKS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127, *range(128, 160), 173, 0x200B, 0x2060, 65279))
_SPACES = dict.fromkeys((0x0B, 0x0C, 0x85, 0xA0, 0x2028, 0x2029, 0x202F), " ")
_CLEAN = _CONTROLS | _SPACES
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_RAISED = re.compile(r"[-+−=()ni]*\d[-+−=()ni\d]*|n|\([-+−=()ni\d]+\)")


def clean(text: str) -> str:
    """Takes away what is not seen (soft hyphens, control characters); odd spaces become plain ones."""
    return text if text.isascii() and text.isprintable() else text.translate(_CLEAN)


def raised(text: str) -> str:
    """Returns an exponent as it is read: 10⁶ is not 106. What has no such characters (`1st`) stays beside its word."""
    return superscript(text) if _RAISED.fullmatch(text.strip()) else text


def superscript(text: str) -> str:
    """Returns digits and signs, raised."""
    return text.translate(_SUPERSCRIPTS)


class _Container:
    """A list item, a quote, a description: what its first line begins with, and its others."""

    __slots__ = ("indent", "joined", "listed", "marker")

    def __init__(self, marker: str, indent: str, *, listed: bool, joined: bool) -> None:
        self.marker, self.indent, self.listed, self.joined = marker, indent, listed, joined


class Blocks:
    """Collects blocks in order; `text` is all of them."""

    def __init__(self) -> None:
        self.part = ""
        """Name of the part of the document that the next block stands in."""
        self._named: list[str] = []
        self._parts: list[str] = []
        self._open: list[_Container] = []
        self._listed = False

    def open(self, marker: str, indent: str | None = None, *, listed: bool = True, joined: bool = False) -> None:
        """Begin a container: `- ` and its like stand before its first line, as many spaces before the others.

        Args:
            marker: of the first line.
            indent: of the others; spaces by default.
            listed: it follows others of its kind without a blank line.
            joined: it follows whatever stands before it without a blank line.
        """
        indent = " " * len(marker) if indent is None else indent
        indent = indent if len(self._open) < DEEPEST else ""
        self._open.append(_Container(marker, indent, listed=listed, joined=joined))

    def close(self) -> None:
        self._open.pop()

    def paragraph(self, text: str) -> None:
        """Lines as they are; a blank line ends the paragraph."""
        for part in _BREAKS.split(text.strip(" \t\n")) if "\n" in text else (text.strip(" \t"),):
            if part:
                self._add([_guarded(line.strip(" \t")) for line in part.split("\n")])

    def heading(self, level: int, text: str) -> None:
        """A heading stands alone, whatever it is in: else no chunk would know it."""
        text = " ".join(text.split())
        number = "".join(container.marker for container in self._open if container.marker[:1].isalnum())
        if not text:
            return
        for container in self._open:
            container.marker = ""
        end = "\u00a0" if text.endswith("#") else ""
        self._put(f"{'#' * max(1, min(level, 6))} {number}{text}{end}", tight=False)
        self._listed = False

    def code(self, text: str) -> None:
        """Lines whose spaces count."""
        text = text.strip("\n").rstrip()
        if text.strip():
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text) or [""]))
            self._add([fence, *text.split("\n"), fence])

    def rule(self) -> None:
        self._add(["***"])

    def table(self, rows: Sequence[Sequence[str]], *, header: bool) -> None:
        """Rows of cells; the first one says what the columns are, or nothing does."""
        width = min(WIDEST, max((len(row) for row in rows), default=0))
        lines = [_row(row, width) for row in rows]
        if not header:
            lines.insert(0, _row((), width))
        columns = max(1, len(re.findall(r"(?<!\\)\|", lines[0])) - 1)
        self._add([lines[0], "|" + " --- |" * columns, *lines[1:]])

    def whole(self, text: str) -> None:
        """Markdown that other blocks became."""
        if text:
            self._put(text, tight=False)
            self._listed = False

    def text(self) -> str:
        return "".join(self._parts)

    def marks(self, unit: str) -> Marks:
        """Returns in which part each line of the text stands."""
        parts: list[str] = []
        for name, text in zip(self._named, self._parts, strict=True):
            parts += [name] * (text.count("\n") + (not parts))
        numbers = [int(bool(name)) for name in parts]
        return Marks(unit, numbers, numbers, parts) if any(numbers) else NO_MARKS

    def __bool__(self) -> bool:
        return bool(self._parts)

    def _add(self, lines: list[str]) -> None:
        """Lines behind what is open, which is begun by the first of them."""
        begins = any(container.marker for container in self._open)
        last = self._open[-1] if begins else None
        tight = last is not None and (last.joined or (last.listed and self._listed))
        first = "".join(container.marker or container.indent for container in self._open)
        for container in self._open:
            container.marker = ""
        indent = "".join(container.indent for container in self._open)
        self._put("\n".join([first + lines[0], *((indent + line).rstrip(" ") for line in lines[1:])]), tight=tight)
        self._listed = any(container.listed for container in self._open)

    def _put(self, block: str, *, tight: bool) -> None:
        if self._parts:
            self._parts.append("\n" if tight else "\n\n")
            self._named.append(self.part)
        self._parts.append(block)
        self._named.append(self.part)


def _guarded(line: str) -> str:
    return f"\u00a0{line}" if _AS_MARKUP.match(line) or not line.strip(_RULES) else line


def _row(cells: Sequence[str], width: int) -> str:
    filled = [*(" ".join(cell.split()) for cell in cells), *[""] * (width - len(cells))]
    return f"| {' | '.join(filled)} |"
