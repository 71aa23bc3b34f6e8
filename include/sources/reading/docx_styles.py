"""What a DOCX says beside its text: which styles are headings, which are hidden, and how lists are numbered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from include.sources.reading.numbers import written
from include.sources.reading.office_package import Attributes, Package, is_on, whole_number

BODY_LEVEL = 9
"""Outline level of what is no heading (ECMA-376, `w:outlineLvl`)."""
LONGEST_CHAIN = 20
"""Styles that build on each other are followed so far."""
_HEADING = re.compile(
    r"(?:heading|(?:ü|u)?berschrift|titre|t[íi]tulo|titolo|kop|rubrik|nadpis|nag[łl][óo]wek|overskrift|otsikko|заголовок|"
    r"c[íi]msor|ba[şs]l[ıi]k|encabezado|intestazione|cabeçalho|titlu|見出し|标题|標題|제목)\s*([1-9])",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"title|titel|titre|t[íi]tulo|titolo|rubrik|tittel|otsikko|název|tytuł|c[íi]m|заголовок|表題|标题|標題|제목",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Numbering:
    """Which list a paragraph is in, and how deep."""

    list: str | None = None
    level: int | None = None


@dataclass(slots=True)
class _Style:
    name: str = ""
    parent: str = ""
    outline: int | None = None
    hidden: bool | None = None
    numbering: Numbering = field(default_factory=Numbering)


class Styles:
    """The styles of a document; what is not defined is known by its id alone."""

    def __init__(self, package: Package, part: str) -> None:
        self._styles: dict[str, _Style] = {}
        self._levels: dict[str, int] = {}
        self._now = _Style()
        package.read_if_there(
            part,
            {
                "w:style": self._begin,
                "w:docDefaults": lambda _: True,
                "w:latentStyles": lambda _: True,
                "w:tblStylePr": lambda _: True,
                "w:name": lambda found: setattr(self._now, "name", found.get("w:val", "")),
                "w:basedOn": lambda found: setattr(self._now, "parent", found.get("w:val", "")),
                "w:outlineLvl": lambda found: setattr(self._now, "outline", whole_number(found)),
                "w:vanish": lambda found: setattr(self._now, "hidden", is_on(found)),
                "w:numId": lambda found: setattr(self._now.numbering, "list", found.get("w:val", "")),
                "w:ilvl": lambda found: setattr(self._now.numbering, "level", whole_number(found)),
            },
            {},
        )

    def heading_level(self, style: str) -> int:
        """Returns 1 for the title of a document, 2 for the first level of headings, and so on; 0 for no heading."""
        if style not in self._levels:
            self._levels[style] = self._find_level(style)
        return self._levels[style]

    def hidden(self, style: str) -> bool:
        return next((known.hidden for known in self._chain(style) if known.hidden is not None), False)

    def numbering(self, style: str) -> Numbering:
        """Returns the list that a style puts its paragraphs into."""
        chain = [known.numbering for known in self._chain(style)]
        listed = next((known.list for known in chain if known.list is not None), None)
        return Numbering(listed, next((known.level for known in chain if known.level is not None), None))

    def _begin(self, found: Attributes) -> None:
        self._now = _Style()
        if "w:styleId" in found:
            self._styles[found["w:styleId"]] = self._now

    def _chain(self, style: str) -> Iterator[_Style]:
        for _ in range(LONGEST_CHAIN):
            if (known := self._styles.get(style)) is None:
                return
            yield known
            style = known.parent

    def _find_level(self, style: str) -> int:
        chain = list(self._chain(style)) or [_Style(name=style)]
        for known in chain:
            if known.outline is not None:
                return outline_level(known.outline)
            if (found := _HEADING.fullmatch(known.name.strip())) is not None:
                return outline_level(int(found.group(1)) - 1)
        return int(_TITLE.fullmatch(chain[0].name.strip()) is not None)  # an author's line builds on the title's


def outline_level(outline: int) -> int:
    """Returns the level of a heading in Markdown; the title of the document is above all of them."""
    return outline + 2 if 0 <= outline < BODY_LEVEL else 0


@dataclass(slots=True)
class _Level:
    start: int = 1
    kind: str = "decimal"
    text: str = ""
    legal: bool = False


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    linked: str = ""
    """Style that says what this list is."""
    counts: dict[int, int] = field(default_factory=dict)


class Lists:
    """The numbers of a document's lists, counted in the order of its paragraphs."""

    def __init__(self, package: Package, part: str, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, _List] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._list, self._level, self._number, self._override = _List(), _Level(), "", 0
        package.read_if_there(
            part,
            {
                "w:abstractNum": self._begin_list,
                "w:numStyleLink": lambda found: setattr(self._list, "linked", found.get("w:val", "")),
                "w:lvl": self._begin_level,
                "w:start": lambda found: setattr(self._level, "start", whole_number(found) or 0),
                "w:numFmt": lambda found: setattr(self._level, "kind", found.get("w:val", "")),
                "w:lvlText": lambda found: setattr(self._level, "text", found.get("w:val", "")),
                "w:isLgl": lambda found: setattr(self._level, "legal", is_on(found)),
                "w:num": self._begin_number,
                "w:abstractNumId": lambda found: self._lists.update({self._number: found.get("w:val", "")}),
                "w:lvlOverride": lambda found: setattr(self, "_override", whole_number(found, "w:ilvl") or 0),
                "w:startOverride": self._start_over,
            },
            {},
        )

    def marker(self, numbering: Numbering) -> str:
        """Returns what stands before a paragraph of a list, `- ` or its number; nothing where the list is none."""
        level = numbering.level or 0
        listed = self._known(numbering.list)
        shape = listed.levels.get(level) if listed is not None else None
        if listed is None or shape is None:
            return ""
        if shape.kind == "bullet":
            return "- "
        start = self._starts.pop((numbering.list or "", level), None)
        listed.counts[level] = (
            listed.counts[level] + 1 if start is None and level in listed.counts else start or shape.start
        )
        for deeper in [other for other in listed.counts if other > level]:
            del listed.counts[deeper]
        text = re.sub(
            r"%([1-9])", lambda found: self._count(listed, int(found.group(1)) - 1, legal=shape.legal), shape.text
        )
        return f"{text.strip()} " if text.strip() and shape.kind != "none" else ""

    def _count(self, listed: _List, level: int, *, legal: bool) -> str:
        shape = listed.levels.get(level, _Level())
        return written(listed.counts.setdefault(level, shape.start), "decimal" if legal else shape.kind)

    def _known(self, number: str | None) -> _List | None:
        listed = self._abstract.get(self._lists.get(number or "", ""))
        if listed is not None and listed.linked and not listed.levels:
            return self._abstract.get(self._lists.get(self._styles.numbering(listed.linked).list or "", ""))
        return listed

    def _begin_list(self, found: Attributes) -> None:
        self._list = self._abstract.setdefault(found.get("w:abstractNumId", ""), _List())

    def _begin_level(self, found: Attributes) -> None:
        self._level = self._list.levels.setdefault(whole_number(found, "w:ilvl") or 0, _Level())

    def _begin_number(self, found: Attributes) -> None:
        self._number, self._list = found.get("w:numId", ""), _List()

    def _start_over(self, found: Attributes) -> None:
        self._starts[self._number, self._override] = whole_number(found) or 0
