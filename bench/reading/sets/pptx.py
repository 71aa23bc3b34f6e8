"""Presentations: what is on the slides, in their order, and what the speaker wrote."""

from collections.abc import Callable, Mapping

from bench.reading.case import OURS, Case, Read, Reader
from bench.reading.zipped_files import archive, relations

_NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def presentation(*slides: str, notes: Mapping[int, str] = {}, parts: Mapping[str, str] = {}, order: str = "") -> bytes:
    """A file with the XML of its slides.

    Args:
        slides: what is drawn on each; ` show="0"` before it hides it.
        notes: what is drawn on the notes of some, by number.
        parts: a chart or a diagram of slide 1, by `kind:name`.
        order: numbers of the slides as they are shown.
    """
    shown = order.split() or [str(number) for number in range(1, len(slides) + 1)]
    listed = "".join(f'<p:sldId id="{255 + at}" r:id="rId{number}"/>' for at, number in enumerate(shown, 1))
    files = {
        "_rels/.rels": relations(("officeDocument", "ppt/p.xml")),
        "ppt/_rels/p.xml.rels": relations(
            *(("slide", f"slides/s{number}.xml") for number in range(1, len(slides) + 1))
        ),
        "ppt/p.xml": f"<p:presentation {_NAMES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
    }
    for number, drawn in enumerate(slides, 1):
        hidden, _, body = drawn.rpartition("|")
        files[f"ppt/slides/s{number}.xml"] = (
            f"<p:sld {_NAMES} {hidden}><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:sld>"
        )
        targets = [("notesSlide", f"../notes/n{number}.xml")] if number in notes else []
        targets += [tuple(part.split(":")) for part in parts] if number == 1 else []  # type: ignore[misc]
        files[f"ppt/slides/_rels/s{number}.xml.rels"] = relations(*targets)
    for number, drawn in notes.items():
        files[f"ppt/notes/n{number}.xml"] = f"<p:notes {_NAMES}><p:cSld><p:spTree>{drawn}</p:spTree></p:cSld></p:notes>"
    files |= {f"ppt/slides/{part.partition(':')[2]}": content for part, content in parts.items()}
    return archive(files)


def shape(*paragraphs: str, kind: str = "", hidden: bool = False) -> str:
    """A shape with text; of a kind of placeholder."""
    placeholder = f'<p:ph type="{kind}"/>' if kind else ""
    said = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    properties = f'<p:cNvPr id="1" name="Not seen" descr="nor this" hidden="{int(hidden)}"/>'
    return f"<p:sp><p:nvSpPr>{properties}<p:nvPr>{placeholder}</p:nvPr></p:nvSpPr><p:txBody>{said}</p:txBody></p:sp>"


def table(*rows: tuple[str, ...], head: bool = True) -> str:
    """A table."""
    said = "<a:tc><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
    cells = "".join(f"<a:tr>{''.join(map(said.format, row))}</a:tr>" for row in rows)
    frame = (
        f'<a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="{int(head)}"/>{cells}</a:tbl></a:graphicData></a:graphic>'
    )
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="2" name="T"/></p:nvGraphicFramePr>{frame}</p:graphicFrame>'
    )


def _drawn(element: str) -> str:
    return f"<p:graphicFrame><a:graphic><a:graphicData>{element}</a:graphicData></a:graphic></p:graphicFrame>"


_TITLE = shape("Pumps", kind="ctrTitle")
CASES = (
    Case(
        "titles and text",
        presentation(
            _TITLE + shape("An overview", "of all", kind="subTitle"),
            shape("First", "Second") + shape("Valves", kind="title"),
        ),
        "Pumps An overview of all Valves First Second",
        ((1, "Pumps"), (2, "Valves")),
    ),
    Case(
        "a line that ends by its number",
        presentation(shape("Valves_x000B_and pumps", kind="title") + shape("one_x000B_two")),
        "Valves and pumps one two",
        ((1, "Valves and pumps"),),
    ),
    Case(
        "slides in the order they are shown",
        presentation(shape("b"), shape("a"), order="2 1"),
        "Slide 1 a Slide 2 b",
        ((2, "Slide 1"), (2, "Slide 2")),
    ),
    Case(
        "hidden slides", presentation(_TITLE, ' show="0"|' + shape("gone", kind="title"), ""), "Pumps", ((1, "Pumps"),)
    ),
    Case(
        "hidden shapes, footers and numbers",
        presentation(
            _TITLE + shape("gone", hidden=True) + shape("gone", kind="ftr") + shape("7", kind="sldNum") + shape("seen")
        ),
        "Pumps seen",
        ((1, "Pumps"),),
    ),
    Case(
        "notes of the speaker",
        presentation(
            _TITLE,
            notes={1: shape("Pumps", kind="sldImg") + shape("Say it slowly.", kind="body") + shape("1", kind="sldNum")},
        ),
        "Pumps Say it slowly.",
        ((1, "Pumps"),),
    ),
    Case(
        "a table",
        presentation(_TITLE + table(("part", "price"), ("QX", "1"))),
        "Pumps part price QX 1",
        ((1, "Pumps"),),
    ),
    Case("a group", presentation(_TITLE + f"<p:grpSp>{shape('inside')}</p:grpSp>"), "Pumps inside", ((1, "Pumps"),)),
    Case(
        "a chart, a diagram, and what older programs see",
        presentation(
            _TITLE
            + _drawn('<c:chart r:id="rId1"/>')
            + "<mc:AlternateContent><mc:Choice>"
            + _drawn("<dgm:relIds r:dm='rId2'/>")
            + f"</mc:Choice><mc:Fallback>{shape('gone')}</mc:Fallback></mc:AlternateContent>"
            + _drawn('<c:chart r:id="rId9"/>'),
            parts={
                "chart:c.xml": f"<c:chart {_NAMES}><c:rich><a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:rich></c:chart>",
                "diagramData:d.xml": f"<dgm:m {_NAMES}><dgm:pt><a:p><a:r><a:t>Step</a:t></a:r></a:p></dgm:pt></dgm:m>",
            },
        ),
        "Pumps Sales Step",
        ((1, "Pumps"),),
    ),
    Case(
        "what looks like markup",
        presentation(shape("# No heading", "- no list")),
        "Slide 1 # No heading - no list",
        ((2, "Slide 1"),),
    ),
)


def _large() -> bytes:
    return presentation(*(shape(f"Part {at}", kind="title") + shape(*["Some words on it."] * 40) for at in range(500)))


LARGE: Mapping[str, Callable[[], bytes]] = {"500 slides": _large}


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    return Read(extract(data, "case.pptx").text)


READERS: Mapping[str, Reader] = {OURS: _ours}
