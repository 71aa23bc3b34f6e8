"""A workbook: what is left out is said, each piece keeps its header, and no file can grow without limit."""

from collections.abc import Callable

import pytest

from bench.reading.sets.xlsx import cell, rows, text, workbook
from bench.reading.zipped_files import archive, relations
from include.embedding.model import find_model
from include.sources.extraction import extract
from include.sources.reading import office_package
from include.sources.reading.xlsx import WIDEST
from tests.sources.refusals import reason


def read(*sheets: str) -> str:
    return extract(workbook(*sheets), "a.xlsx").text


def test_each_piece_of_a_sheet_keeps_its_name_and_its_header_and_says_which_rows_it_has() -> None:
    parts = [text(f"Pump {number}") + text(f"QX-{number:04}") + cell(f"{number}.5") for number in range(80)]
    sheet = rows(text("All in euros"), "", text("name") + text("part") + text("price"), *parts)
    found = extract(workbook(sheet, rows(text("Thanks")), names=("Parts", "End")), "a.xlsx")
    first, *others, last = find_model("all-MiniLM-L6-v2").chunker(128).split(found.text, found.markup, found.marks)
    assert first.text.startswith("## Parts\n\nAll in euros\n\nname | part | price\nPump 0 | QX-0000 | 0.5\n")
    assert first.place.startswith("rows 1-")
    assert len(others) > 3
    assert all(piece.text.startswith("## Parts\nname | part | price\n\nPump ") for piece in others)
    at = int(others[0].place.partition("-")[0].removeprefix("rows "))
    assert f"\n\nPump {at - 4} | " in others[0].text
    assert others[0].place.endswith(" of Parts")
    assert "Thanks" in last.text


def test_a_workbook_is_called_as_its_file_and_not_as_its_first_sheet() -> None:
    assert extract(workbook(rows(text("a")), names=("Sheet1",)), "plans/budget 2025.xlsx").title == "budget 2025"


def test_what_is_left_out_is_said(caplog: pytest.LogCaptureFixture) -> None:
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    sheet = columns + rows(text("a") + text("gone"), text("gone"), attributes={2: 'hidden="1"'})
    extract(workbook(sheet, rows(text("gone")), states={1: "hidden"}), "a.xlsx")
    said = [record.message.partition("left out: ")[2] for record in caplog.records]
    assert said == ["the hidden sheet S2", "1 hidden rows of the sheet S1", "1 hidden columns of the sheet S1"]


def test_cells_without_a_place_follow_each_other_and_rows_without_a_number_too() -> None:
    sheet = f"<row>{text('a')}{text('b')}</row><row>{text('c')}</row><row r='7'>{text('d', 'B7')}</row>"
    found = extract(workbook(f"<sheetData>{sheet}</sheetData>"), "a.xlsx")
    assert found.text.split("\n")[2:] == ["a | b", "c", " | d"]
    assert list(found.marks.firsts) == [0, 0, 1, 2, 7]


def test_rows_of_thousands_of_columns_are_not_filled_with_bars() -> None:
    wide = "".join(text("x", f"{a}{b}1") for a in "ABCDEFGHIJK" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    lines = read(rows(wide, text("left", "A2") + text("right", "XFD2"))).split("\n")
    assert wide.count("<c ") > WIDEST
    assert lines[-1] == "left | right"


@pytest.mark.parametrize(
    "odd",
    [
        "<sheetData><c><v>1</v></c><v>2</v></sheetData>",
        '<cols><col hidden="1"/><col min="x" max="-1" hidden="1"/></cols>',
        '<mergeCells><mergeCell/><mergeCell ref="A1:A99999999"/><mergeCell ref="B2:A1"/></mergeCells>',
        '<sheetData><row r="x" hidden="no"><c r="1A" t="zz" s="-1"/></row></sheetData>',
    ],
)
def test_an_odd_spot_costs_itself(odd: str) -> None:
    assert "before" in read(odd + rows(text("before")))


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/_rels/../nothing.xml"])
def test_a_missing_part_beside_the_cells_costs_itself(part: str) -> None:
    files = {"xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": relations(("worksheet", "s.xml"), ("styles", part))}
    sheet = f"<worksheet xmlns='{MAIN}'>{rows(cell('2.5', style=3))}</worksheet>"
    assert "2.5" in extract(archive({**files, "xl/s.xml": sheet}), "a.xlsx").text


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = (
    f"<workbook xmlns='{MAIN}' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
    "<sheets><sheet name='A' r:id='rId1'/></sheets></workbook>"
)
ENTITIES = f'<!DOCTYPE d [<!ENTITY a "aaaa">]><workbook xmlns="{MAIN}"><sheets><sheet name="&a;"/></sheets></workbook>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (lambda: b"no zip", "it is not an XLSX file (no zip archive)"),
        (lambda: b"\xd0\xcf\x11\xe0 of old", "an old .xls, or locked with a password"),
        (lambda: workbook(rows(text("a")))[:-30], "no zip archive"),
        (lambda: archive({"a.txt": "x"}), "it is a broken XLSX file (xl/workbook.xml is missing)"),
        (lambda: archive({"xl/workbook.xml": f"<workbook xmlns='{MAIN}'/>"}), "it has no sheet"),
        (lambda: archive({"xl/workbook.xml": ENTITIES}), "declares a document type"),
        (lambda: workbook("<sheetData><row>"), "it is a broken XLSX file (xl/s0.xml: "),
        (lambda: workbook(rows(text("a")), strings="<si>"), "it is a broken XLSX file (xl/strings.xml: "),
        (lambda: workbook(rows(cell(""))), "no text that could be embedded"),
        (lambda: workbook(rows(text("a")), states={0: "hidden"}), "no text that could be embedded"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_line(data: Callable[[], bytes], why: str) -> None:
    assert why in reason(data(), "a.xlsx")


@pytest.mark.parametrize("limit", ["LARGEST_UNPACKED_BYTES", "LARGEST_PART_BYTES"])
def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    data = workbook(" " * 2_000_000)
    assert len(data) < 10_000
    monkeypatch.setattr(office_package, limit, 1_000_000)
    assert "unpacks to 2,00" in reason(data, "a.xlsx")
