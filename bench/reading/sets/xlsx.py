"""Workbooks: what a person sees of each cell, and what nobody does."""

from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from bench.reading.case import OURS, Case, Read, Reader
from bench.reading.zipped_files import RELATIONS, archive, relations

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def workbook(
    *sheets: str,
    names: tuple[str, ...] = (),
    states: Mapping[int, str] = {},
    strings: str = "",
    formats: tuple[str, ...] = (),
    since_1904: bool = False,
    main: str = _MAIN,
) -> bytes:
    """A file with the XML of its sheets.

    Args:
        sheets: what is in `<worksheet>` of each.
        names: of the sheets.
        states: of some of them, `hidden` for one.
        strings: `<si>` elements.
        formats: codes of the styles 1, 2 and so on.
        since_1904: whether dates are counted as on old Macs.
        main: namespace of the elements.
    """
    named = [names[at] if at < len(names) else f"S{at + 1}" for at in range(len(sheets))]
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at + 1}" state="{states.get(at, "visible")}" r:id="rId{at + 3}"/>'
        for at, name in enumerate(named)
    )
    codes = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for at, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(formats)))
    targets = [("sharedStrings", "strings.xml"), ("styles", "styles.xml")]
    targets += [("worksheet", f"s{at}.xml") for at in range(len(sheets))]
    return archive(
        {
            "_rels/.rels": relations(("officeDocument", "xl/book.xml")),
            "xl/_rels/book.xml.rels": relations(*targets),
            "xl/book.xml": f'<workbook xmlns="{main}" xmlns:r="{RELATIONS}"><workbookPr date1904="{int(since_1904)}"/>'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/strings.xml": f'<sst xmlns="{main}">{strings}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="9"/>'
            f'</cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
            **{f"xl/s{at}.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>' for at, sheet in enumerate(sheets)},
        }
    )


def cell(value: str, at: str = "", kind: str = "", style: int = 0) -> str:
    """A cell with a value."""
    place, type_ = f' r="{at}"' if at else "", f' t="{kind}"' if kind else ""
    return f'<c{place}{type_} s="{style}"><v>{escape(value)}</v></c>'


def text(value: str, at: str = "") -> str:
    """A cell with a text of its own."""
    place = f' r="{at}"' if at else ""
    return f'<c{place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def rows(*several: str, attributes: Mapping[int, str] = {}) -> str:
    """Rows of cells, and further attributes of some."""
    listed = (f'<row r="{at}" {attributes.get(at, "")}>{row}</row>' for at, row in enumerate(several, 1))
    return f"<sheetData>{''.join(listed)}</sheetData>"


def _case(name: str, words: str, *sheets: str, headings: tuple[str, ...] = ("S1",), **told: object) -> Case:
    data = workbook(*sheets, **told)  # type: ignore[arg-type]
    return Case(name, data, words, tuple((2, heading) for heading in headings))


_NUMBERS = (
    ("0.00", "1234.5", "1234.50"),
    ("#,##0.00", "-3.14159", "-3.14"),
    ("0.0##", "2.5", "2.5"),
    ("000", "7", "007"),
    ("0%", "0.25", "25%"),
    ('0.0" kg"', "12.34", "12.3 kg"),
    ("[$€-407] #,##0.00", "99", "€ 99.00"),
    ("General", "0.30000000000000004", "0.3"),
    ("General", "1e21", "1e+21"),
    ("yyyy-mm-dd", "45717", "2025-03-01"),
    ("[$-407]d. mmmm yyyy", "44562", "2022-01-01"),
    ("dd/mm/yy hh:mm", "45718.354166666664", "2025-03-02 08:30"),
    ("h:mm AM/PM", "0.34375", "08:15"),
    ("[h]:mm", "1.2534722222222223", "30:05"),
    ("d/m/y", "59", "1900-02-28"),
    ("d/m/y", "61", "1900-03-01"),
    ("# ?/?", "12.5", "12.5"),
    ("0.0,", "1500", "1500"),
    ("yyyy", "-1e300", "-1e+300"),
    ("0", "no number", "no number"),
)
CASES = (
    _case(
        "texts that cells share",
        "S1 part code QX-7714-B 東京",
        rows(cell("0", kind="s") + text("code"), cell("1", kind="s") + cell("2", kind="s")),
        strings="<si><t>part</t></si><si><r><t>QX-</t></r><r><t>7714-B</t></r></si>"
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>",
    ),
    _case(
        "what a formula came to",
        "S1 2.5 ab TRUE #N/A",
        rows(
            '<c><f>1+B1</f><v>2.5</v></c><c t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
            '<c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c><f>NOW()</f></c>'
        ),
    ),
    _case(
        "numbers as they are shown",
        " ".join(("S1", *(shown for _, _, shown in _NUMBERS))),
        rows(*(cell(value, style=at) for at, (_, value, _) in enumerate(_NUMBERS, 1))),
        formats=tuple(code for code, _, _ in _NUMBERS),
    ),
    _case("dates of an old Mac", "S1 2025-03-01", rows(cell("44255", style=1)), formats=("d/m/y",), since_1904=True),
    _case(
        "the strict form",
        "S1 2025-03-01 2025-03-01 08:30:00",
        rows(cell("2025-03-01T00:00:00", kind="d") + cell("2025-03-01T08:30:00", kind="d")),
        main=_STRICT,
    ),
    _case(
        "hidden sheets, rows and columns",
        "Open seen too",
        '<cols><col min="2" max="3" hidden="1"/></cols>'
        + rows(text("seen", "A1") + text("gone", "B1") + text("too", "D1"), text("gone"), attributes={2: 'hidden="1"'}),
        rows(text("gone")),
        rows(text("gone")),
        names=("Open", "Hidden", "Very hidden"),
        states={1: "hidden", 2: "veryHidden"},
        headings=("Open",),
    ),
    _case(
        "cells that are one in several rows",
        "S1 team item Ops pump Ops valve IT disk",
        rows(
            text("team", "A1") + text("item", "B1"),
            text("Ops", "A2") + text("pump", "B2"),
            text("valve", "B3"),
            text("IT", "A4") + text("disk", "B4"),
        )
        + '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A1:B1"/><mergeCell ref="nonsense"/></mergeCells>',
    ),
    _case(
        "a title above the table, and empty rows",
        "Costs & more All in euros name price a 1",
        rows(text("All in euros"), "", text("name") + text("price"), cell(""), text("a") + cell("1")),
        rows(),
        names=("Costs & more", "Empty"),
        headings=("Costs & more",),
    ),
    _case("lines and bars in a cell", "S1 first second | third", rows(text("first\nsecond\t| third"))),
    _case("characters by their numbers", "S1 a b _x0041_", rows(text("a_x000D_b") + text("_x005F_x0041_"))),
    _case("references to nothing", "S1 here", rows(cell("9", kind="s") + cell("here", kind="str", style=99))),
    _case("one cell far away", "S1 a b", rows(text("a", "A1") + text("b", "XFD1"))),
)


def _large() -> bytes:
    formats, listed = (
        ("0.00",),
        (cell(f"{at}.5", style=1) + text(f"item {at}") + text("crowns") for at in range(40_000)),
    )
    return workbook(rows(text("price") + text("name") + text("unit"), *listed), formats=formats)


LARGE: Mapping[str, Callable[[], bytes]] = {"5 MB of rows": _large}


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    read = extract(data, "case.xlsx")
    return Read(read.text.replace(" | ", " "), read.markup)


READERS: Mapping[str, Reader] = {OURS: _ours}
