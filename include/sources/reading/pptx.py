"""PPTX as Markdown: what is on each slide, below its title, and its notes; in the order in which slides are shown.

Hidden slides are left out, and said. Nothing outside the file is opened.
"""

from collections.abc import Iterator

from include.errors import UnreadableDocument
from include.sources.markup import MARKDOWN
from include.sources.place import SLIDE, numbered_parts
from include.sources.reading.blocks import Blocks
from include.sources.reading.office_package import Package, Relation
from include.sources.reading.office_pictures import chart_texts, diagram_texts
from include.sources.reading.outcome import Outcome
from include.sources.reading.pictures import without_long_data
from include.sources.reading.pptx_slide import Grid, Picture, Slide, read_slide
from include.sources.reading.tables import with_header


def read_presentation(data: bytes) -> Outcome:
    """Returns the text of a presentation, and on which slide each line of it stands.

    Raises:
        UnreadableDocument: it is no PPTX, a slide of it is broken, or it unpacks to too much.
    """
    package = Package(data, "PPTX")
    main = package.main_part("ppt/presentation.xml")
    relations = package.relations(main)
    shown: list[tuple[int, Slide, str]] = []
    left_out: list[str] = []
    for number, relation in enumerate(_slides(package, main), 1):
        if (target := relations.get(relation)) is None:
            left_out.append(f"slide {number}: it is missing")
            continue
        slide = read_slide(package, target.target)
        if slide.is_hidden:
            left_out.append(f"the hidden slide {number}")
        else:
            shown.append((number, slide, target.target))
    first = next((number for number, slide, _ in shown if slide.title), 0)
    parts = (
        (number, _text(package, number, slide, part, 1 if number == first else 2)) for number, slide, part in shown
    )
    text, marks = numbered_parts(SLIDE, parts, "\n\n")
    return Outcome(text, MARKDOWN, marks=marks, left_out=left_out)


def _slides(package: Package, main: str) -> Iterator[str]:
    """Ids of where the slides are, in order."""
    found: list[str] = []
    package.read(main, {"p:sldId": lambda told: found.append(told.get("r:id", ""))}, {}, lambda _: None)
    if not found:
        raise UnreadableDocument("it is not a PPTX file (it has no slide)")
    return iter(dict.fromkeys(found))


def _text(package: Package, number: int, slide: Slide, part: str, level: int) -> str:
    """Markdown of a slide; one without a title has its number, or it would seem to belong to the slide before."""
    relations = package.relations(part)
    blocks = Blocks()
    for entry in (*slide.entries, *_notes(package, relations)):
        if isinstance(entry, str):
            blocks.paragraph(entry)
        elif isinstance(entry, Picture):
            for text in _words(package, relations.get(entry.relation)):
                blocks.paragraph(text)
        else:
            _table(blocks, entry)
    if not blocks and not slide.title:
        return ""
    head = Blocks()
    head.heading(level, slide.title or f"Slide {number}")
    return without_long_data("\n\n".join(filter(None, (head.text(), blocks.text()))))


def _table(blocks: Blocks, grid: Grid) -> None:
    rows, header = with_header(grid.rows, int(grid.has_head))
    if rows:
        blocks.table(rows, header=header)


def _words(package: Package, found: Relation | None) -> list[str]:
    """Words of a diagram or a chart."""
    if found is None:
        return []
    if found.kind == "chart":
        return chart_texts(package, found.target)
    return diagram_texts(package, found.target) if found.kind == "diagramData" else []


def _notes(package: Package, relations: dict[str, Relation]) -> list[str]:
    """What the speaker has written below a slide; broken notes cost themselves."""
    part = next((found.target for found in relations.values() if found.kind == "notesSlide"), "")
    try:
        notes = read_slide(package, part, is_notes=True) if part and package.has(part) else None
    except UnreadableDocument:
        return []
    return [entry for entry in notes.entries if isinstance(entry, str)] if notes else []
