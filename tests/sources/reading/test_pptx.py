"""A presentation: each passage names its slides, what is left out is said, and no file can grow without limit."""

from collections.abc import Callable

import pytest

from bench.reading.sets.pptx import presentation, shape, table
from bench.reading.zipped_files import archive
from include.embedding.model import find_model
from include.sources.extraction import extract
from include.sources.reading import office_package
from tests.sources.refusals import reason

TITLE = shape("Pumps", kind="title")
ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaa">]><p:presentation xmlns:p="urn:p">&a;</p:presentation>'


def read(drawn: str) -> str:
    return extract(presentation(TITLE + drawn), "a.pptx").text.removeprefix("# Pumps").strip()


def test_a_passage_names_its_slides_as_the_program_counts_them() -> None:
    slides = [shape(f"Part {number}", kind="title") + shape("Some words on it. " * 15) for number in range(4)]
    found = extract(presentation(slides[0], ' show="0"|' + slides[1], *slides[2:]), "a.pptx")
    pieces = find_model("all-MiniLM-L6-v2").chunker(100).split(found.text, found.markup, found.marks)
    assert [(piece.heading, piece.place) for piece in pieces] == [
        ("Part 0", "slide 1"),
        ("Part 0 › Part 2", "slide 3"),
        ("Part 0 › Part 3", "slide 4"),
    ]


def test_the_title_of_the_first_slide_that_has_one_is_the_title() -> None:
    assert extract(presentation(shape("a picture"), TITLE), "a.pptx").title == "Pumps"


def test_what_is_left_out_is_said(caplog: pytest.LogCaptureFixture) -> None:
    extract(presentation(TITLE, ' show="0"|' + TITLE, order="1 2 9"), "a.pptx")
    said = [record.message.partition("left out: ")[2] for record in caplog.records]
    assert said == ["the hidden slide 2", "slide 3: it is missing"]


def test_a_table_is_one_and_its_head_is_named() -> None:
    assert read(table(("part", "price"), ("QX", "1"))) == "| part | price |\n| --- | --- |\n| QX | 1 |"


def test_the_lines_of_a_text_box_stay() -> None:
    assert read(shape("one", "two") + shape("three")) == "one\ntwo\n\nthree"


@pytest.mark.parametrize(
    "odd",
    [
        "<a:tc/><a:tr/><a:tbl/>",
        "<a:tbl><a:tc><a:p/></a:tc></a:tbl>",
        "<p:ph/><p:cNvPr/><p:graphicFrame/>",
        "<mc:Fallback>" * 99 + "</mc:Fallback>" * 99,
    ],
)
def test_an_odd_spot_costs_itself(odd: str) -> None:
    assert read(shape("before") + odd + shape("after")).split() == ["before", "after"]


def test_broken_notes_cost_themselves() -> None:
    assert "words" in extract(presentation(TITLE + shape("words"), notes={1: "<broken"}), "a.pptx").text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (lambda: b"no zip", "it is not a PPTX file (no zip archive)"),
        (lambda: b"\xd0\xcf\x11\xe0 of old", "an old .ppt, or locked with a password"),
        (lambda: archive({"a.txt": "x"}), "it is a broken PPTX file (ppt/presentation.xml is missing)"),
        (lambda: archive({"ppt/presentation.xml": ENTITIES}), "declares a document type"),
        (lambda: presentation(), "it has no slide"),
        (lambda: presentation("<p:sp>"), "it is a broken PPTX file (ppt/slides/s1.xml: "),
        (lambda: presentation(""), "no text that could be embedded"),
    ],
)
def test_what_is_no_presentation_is_refused_in_one_line(data: Callable[[], bytes], why: str) -> None:
    assert why in reason(data(), "a.pptx")


@pytest.mark.parametrize("limit", ["LARGEST_UNPACKED_BYTES", "LARGEST_PART_BYTES"])
def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    data = presentation(" " * 2_000_000)
    assert len(data) < 10_000
    monkeypatch.setattr(office_package, limit, 1_000_000)
    assert "unpacks to 2,00" in reason(data, "a.pptx")
