from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.reading.sets import docx as documents
from bench.reading.zipped_files import archive
from include.settings import SAMPLE_DOCUMENTS
from include.sources.extraction import extract
from include.sources.reading import office_package
from tests.sources.refusals import reason

docx = documents.docx


def read(body: str, parts: Mapping[str, str | bytes] | None = None) -> str:
    return extract(docx(body, parts), "a.docx").text


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize("document", sorted(SAMPLE_DOCUMENTS.rglob("*.docx")), ids=lambda path: path.name)
def test_sample_docx_gives_headings_as_markdown(document: Path) -> None:
    found = extract(document.read_bytes(), "a.docx")
    assert found.text.startswith("# ")
    assert "base64" not in found.text
    assert found.markup == "text/markdown"


def test_a_title_in_a_word_document_is_its_title() -> None:
    data = (SAMPLE_DOCUMENTS / "people" / "equipment.docx").read_bytes()
    assert extract(data, "people/equipment.docx").title == "Equipment"


def test_the_first_row_is_the_head_of_a_table() -> None:
    rows = "".join(
        f"<w:tr><w:tc>{p(a)}</w:tc><w:tc>{p(b)}</w:tc></w:tr>" for a, b in (("Ship", "Berth"), ("Anna", "4"))
    )
    assert read(f"<w:tbl>{rows}</w:tbl>") == "| Ship | Berth |\n| --- | --- |\n| Anna | 4 |"


def test_a_list_is_a_list_and_its_levels_stay() -> None:
    levels = "".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>' for n in range(2))
    numbers = (
        f"<w:numbering {documents.NAMES}><w:abstractNum w:abstractNumId='0'>{levels}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
    )
    body = "".join(p(f"entry {n}", f'<w:numPr><w:ilvl w:val="{n}"/><w:numId w:val="1"/></w:numPr>') for n in (0, 1, 0))
    assert read(body, {"numbering:word/numbering.xml": numbers}) == "- entry 0\n   - entry 1\n- entry 0"


@pytest.mark.parametrize("data", [b"no zip", docx("<w:p/>")[:-30], b"\xd0\xcf\x11\xe0 of old"])
def test_docx_that_is_no_archive_is_refused(data: bytes) -> None:
    assert "not a DOCX" in reason(data, "a.docx")


@pytest.mark.parametrize("data", [archive({"a.txt": "x"}), docx("<w:p>"), docx("<w:tbl><w:tr><w:tc>" * 5000)])
def test_docx_whose_text_is_missing_or_broken_is_refused(data: bytes) -> None:
    assert "broken DOCX" in reason(data, "a.docx")


def test_entities_and_document_types_are_refused() -> None:
    bomb = f'<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document {documents.NAMES}><w:body>{p("&a;")}</w:body></w:document>'
    assert "declares a document type" in reason(archive({"word/document.xml": bomb}), "a.docx")


@pytest.mark.parametrize("limit", ["LARGEST_UNPACKED_BYTES", "LARGEST_PART_BYTES"])
def test_docx_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    data = archive({"word/document.xml": bytes(2_000_000)})
    assert len(data) < 10_000
    monkeypatch.setattr(office_package, limit, 1_000_000)
    assert "unpacks to 2,000,000 bytes" in reason(data, "a.docx")


def test_deep_nesting_is_read() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 500 + p("deep") + "</w:tc></w:tr></w:tbl>" * 500
    assert read(deep) == "deep"


@pytest.mark.parametrize(
    "odd",
    [
        "<w:tr/><w:tc/><w:r/><w:rt/>",
        "<w:tbl/><w:tbl><w:tc><w:p/></w:tc></w:tbl>",
        '<w:p><w:pPr><w:pStyle/><w:outlineLvl w:val="x"/><w:numPr><w:ilvl w:val="-3"/></w:numPr></w:pPr></w:p>',
        '<w:p><w:r><w:sym/><w:sym w:char="zz"/><w:fldChar/><w:footnoteReference/></w:r></w:p>',
        "<mc:Fallback><w:p/></mc:Fallback><w:txbxContent/>",
        "<m:e/><m:sup/><m:d/><m:nary/><m:rad/><m:chr/>",
        '<w:altChunk/><w:altChunk r:id="rId9"/><w:sectPr><w:headerReference r:id="rId9"/></w:sectPr>',
        '<w:tbl><w:tblLook w:val="z"/><w:tr><w:trPr><w:gridBefore w:val="9999999"/></w:trPr></w:tr></w:tbl>',
    ],
)
def test_an_odd_spot_costs_itself(odd: str) -> None:
    assert read(p("before") + odd + p("after")).split() == ["before", "after"]


@pytest.mark.parametrize("part", ["styles", "numbering", "footnotes", "settings", "header"])
def test_a_broken_part_costs_itself(part: str) -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>'
    assert read(p("text") + section, {f"{part}:word/{part}.xml": "<broken"}) == "text"


def test_docx_text_that_looks_like_html_stays_text() -> None:
    assert read(p("use &lt;b&gt;")) == "use <b>"


def test_spaces_and_tabs_stand_as_word_shows_them() -> None:
    def said(text: str, preserve: str = ' xml:space="preserve"') -> str:
        return f"<w:r><w:t{preserve}>{text}</w:t></w:r>"

    tab, hyphens = "<w:r><w:tab/></w:r>", "<w:r><w:noBreakHyphen/><w:t>7</w:t><w:softHyphen/><w:t>b</w:t></w:r>"
    assert read(f"<w:p>{said('port    5432')}</w:p>") == "port    5432"
    assert read(f"<w:p>{said('port')}{tab}{said('5432')}</w:p>") == "port\t5432"
    assert read(f"<w:p>{said('pump')}{hyphens}</w:p>") == "pump-7b"
    assert read(f"<w:p>{said('    return x')}</w:p>").strip("\n") == "\u00a0" * 4 + "return x"
    assert read(f"<w:p>{said('two', '')}{said('  words  ', '')}{said(' apart', '')}</w:p>") == "two words apart"


def test_a_letter_of_a_font_of_pictures_is_the_picture() -> None:
    fonts = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
    assert read(f"<w:p><w:r>{fonts}<w:t>\uf0fc</w:t></w:r><w:r><w:t> done</w:t></w:r></w:p>") == "✓ done"


def test_a_title_over_the_names_of_columns_is_none_of_them() -> None:
    def row(*cells: str, span: str = "") -> str:
        return f"<w:tr>{''.join(f'<w:tc><w:tcPr>{span}</w:tcPr>{p(cell)}</w:tc>' for cell in cells)}</w:tr>"

    title = row("Pumps 2024", span='<w:gridSpan w:val="2"/>')
    text = read(f"<w:tbl>{title}{row('Name', 'Hall')}{row('P1', '5')}</w:tbl>")
    assert text == "Pumps 2024\n\n| Name | Hall |\n| --- | --- |\n| P1 | 5 |"
