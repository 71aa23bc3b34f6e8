"""Formulas of a Word document in one line, as people type them: `a/b`, `x²`, `√(2)`. ECMA-376 part 1, chapter 22."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from include.sources.reading.blocks import raised
from include.sources.reading.formulas import bracketed, index, power
from include.sources.reading.office_package import Attributes, End, Start

_SHAPES = re.findall(
    r"\w+", "f d rad nary sSup sSub sSubSup sPre acc bar box borderBox eqArr func groupChr limLow limUpp m phant"
)
"""Whatever holds an argument, `m:e`."""


@dataclass(slots=True)
class _Shape:
    name: str
    begin: str = "("
    end: str = ")"
    sign: str = "∫"
    seen: int = 0
    """Arguments so far."""


class Formulas:
    """Handlers for the elements of formulas; the letters come with the rest of the text."""

    def __init__(self) -> None:
        self._open: list[_Shape] = []
        self._marks: list[int] = []
        self._parts: Callable[[], list[str]] = list

    def add_to(self, starts: dict[str, Start], ends: dict[str, End], parts: Callable[[], list[str]]) -> None:
        """Add the handlers; `parts` is where the text of the paragraph gathers."""
        self._parts = parts
        for name in _SHAPES:
            starts[f"m:{name}"] = self._opener(name)
            ends[f"m:{name}"] = self._close
        for name in ("num", "den", "sup", "sub", "deg"):
            starts[f"m:{name}"] = lambda _: self._mark()
        ends |= {
            "m:num": lambda: self._replace(bracketed(self._since_mark())),
            "m:den": lambda: self._replace("/" + bracketed(self._since_mark())),
            "m:sup": lambda: self._replace(power(self._since_mark())),
            "m:sub": lambda: self._replace(index(self._since_mark())),
            "m:deg": lambda: self._replace(raised(self._since_mark())),
        }
        starts |= {
            "m:e": lambda _: self._argument(),
            "m:mr": lambda _: self._parts().append(" "),
            "m:begChr": lambda found: self._set("begin", found),
            "m:endChr": lambda found: self._set("end", found),
            "m:chr": lambda found: self._set("sign", found),
        }
        ends["m:naryPr"] = lambda: self._parts().append(self._open[-1].sign) if self._open else None

    def _opener(self, name: str) -> Start:
        return lambda _: self._open.append(_Shape(name))

    def _set(self, name: str, found: Attributes) -> None:
        if self._open:
            setattr(self._open[-1], name, found.get("m:val", ""))

    def _mark(self) -> None:
        self._marks.append(len(self._parts()))

    def _since_mark(self) -> str:
        parts, start = self._parts(), self._marks.pop() if self._marks else 0
        text = "".join(parts[start:])
        del parts[start:]
        return text

    def _replace(self, text: str) -> None:
        self._parts().append(text)

    def _argument(self) -> None:
        shape = self._open[-1] if self._open else None
        if shape is None or shape.name not in ("d", "rad"):
            return
        if shape.name == "rad":
            self._parts().append("" if shape.seen else "√(")
        else:
            self._parts().append(", " if shape.seen else shape.begin)
        shape.seen += 1

    def _close(self) -> None:
        shape = self._open.pop() if self._open else _Shape("")
        if shape.name in ("d", "rad") and shape.seen:
            self._parts().append(shape.end)
