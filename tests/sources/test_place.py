"""Where the passages of a document stand in it: its lines, pages, rows, cells."""

import json
import random
from itertools import chain

import pytest

from bench.reading.pdf_files import PdfFile
from bench.reading.sets.epub import XHTML, book, page
from include.embedding.chunking import Chunk
from include.embedding.model import find_model
from include.sources.extraction import extract
from include.sources.markup import MARKDOWN
from include.sources.place import LINE, Marks, Place, Places, numbered_lines

HANDBOOK = "".join(f"## Part {part}\n\n" + f"Valve {part} is opened slowly. " * 12 + "\n\n" for part in range(12))


def chunks(data: str | bytes, name: str) -> list[Chunk]:
    read = extract(data if isinstance(data, bytes) else data.encode(), name)
    return find_model("all-MiniLM-L6-v2").chunker(64).split(read.text, read.markup, read.marks)


def body(chunk: Chunk) -> str:
    """A chunk without the headings that are repeated above it."""
    return chunk.text.rpartition("\n\n")[2]


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.rst"])
def test_the_lines_of_a_passage_are_those_of_the_file(name: str) -> None:
    lines = HANDBOOK.split("\n")
    found = chunks(HANDBOOK, name)
    assert len(found) > 12
    for chunk in found:
        place = Place.read(chunk.place)
        assert place
        assert place.unit == LINE
        assert body(chunk) in "\n".join(lines[place.first - 1 : place.last])


@pytest.mark.parametrize(("end", "mark"), [("\r\n", b""), ("\r", b""), ("\n", b"\xef\xbb\xbf")])
def test_the_ends_of_lines_and_a_byte_order_mark_move_nothing(end: str, mark: bytes) -> None:
    data = mark + HANDBOOK.replace("\n", end).encode()
    assert [chunk.place for chunk in chunks(data, "a.md")] == [chunk.place for chunk in chunks(HANDBOOK, "a.md")]


COMMENT = "<!-- one\n\ntwo\n\nthree -->\n\n"
DRAWING = "![a](data:image/png;base64," + "A" * 400 + ")\n\n"


def test_what_is_left_out_above_a_passage_does_not_move_it() -> None:
    lines = f"# Valves\n\n{COMMENT}{DRAWING}Open it slowly.\n\n{COMMENT}Close it fast.\n"
    read = extract(lines.encode(), "a.md")
    places = Places(read.text, read.marks)
    for words in ("# Valves", "Open it slowly.", "Close it fast."):
        start, line = read.text.index(words), lines.split("\n").index(words) + 1
        assert places.between(start, start + len(words)) == f"line {line}"


def test_a_line_that_may_be_one_of_several_is_said_to_be_among_them() -> None:
    source = "same\n<!-- gone\nsame\n-->\nsame\nlast"
    assert list(numbered_lines(source).kept(source, "same\nsame\nlast").firsts) == [1, 2, 6]
    assert list(numbered_lines(source).kept(source, "same\nsame\nlast").lasts) == [4, 5, 6]


def test_a_line_that_lost_a_comment_is_not_taken_for_one_that_is_gone() -> None:
    source = "top\na<!-- x -->\nmiddle\n<!--\na\n-->\nend"
    marks = numbered_lines(source).kept(source, "top\na\nmiddle\n\nend")
    assert list(zip(marks.firsts, marks.lasts, strict=True)) == [(1, 1), (2, 2), (3, 3), (4, 6), (7, 7)]


@pytest.mark.parametrize("seed", range(20))
def test_the_lines_that_are_told_always_have_the_passage_among_them(seed: int) -> None:
    choose = random.Random(seed)
    lines = [choose.choice(("", "", "a", "b", f"line {number}")) for number in range(200)]
    kept = [number for number in range(200) if choose.random() > 0.3]
    marks = numbered_lines("\n".join(lines)).kept("\n".join(lines), "\n".join(lines[number] for number in kept))
    told = zip(kept, marks.firsts, marks.lasts, strict=True)
    assert all(first <= number + 1 <= last for number, first, last in told)


def test_a_text_that_has_more_lines_than_its_source_has_no_place() -> None:
    assert numbered_lines("a").kept("a", "a\nb") == Marks()


def test_rows_of_a_csv_file_stand_on_the_lines_that_they_have_there() -> None:
    rows = chain(["name,words"], ("",), (f'pump {number},"first\nsecond line"' for number in range(80)))
    found = chunks("\n".join(rows), "a.csv")
    assert found[0].place.startswith("lines 1-")
    for chunk in found[1:]:
        first = Place.read(chunk.place).first  # type: ignore[union-attr]
        assert body(chunk).startswith(f"pump {(first - 3) // 2} | first second line")
    assert found[-1].place.endswith("-162")


def test_a_passage_of_a_notebook_names_its_cells() -> None:
    texts = [f"# Part {number}\n\n" + "Some words on it. " * 12 for number in range(6)]
    cells = [{"cell_type": "markdown", "source": text} for text in ("", *texts)]
    found = chunks(json.dumps({"nbformat": 4, "cells": cells}), "a.ipynb")
    assert [chunk.place for chunk in found] == [f"cell {number}" for number in range(2, 8)]


def test_a_passage_of_a_pdf_names_its_pages() -> None:
    texts = ("Open the valve slowly. ", "", "Close it fast, and wait. ", "Then look whether it drips. ")
    lines = [text * 9 for text in texts]
    drawn = [f"BT /F1 1 Tf 50 700 Td ({line}) Tj ET" for line in lines]
    assert [chunk.place for chunk in chunks(PdfFile().finish(drawn), "a.pdf")] == ["page 1", "page 3", "page 4"]


PAGE_OF_PARTS = """<p>No address. <section id=valves><h1>Valves</h1><p>Open it slowly.<p>Close it <a id=n1>fast</a>.
<p>Wait.</section><h2>Pumps<a name=pumps>¶</a></h2><p>Start it.<table id=parts><tr id=r><th>a<th>b<tr><td>c<td>d</table>
<p id='has space'>Look.<pre id=code>run it</pre><p hidden id=gone>Gone.<p>End."""


def test_a_passage_of_a_page_is_nearest_to_the_last_address_before_it_or_to_the_first_in_its_heading() -> None:
    read = extract(PAGE_OF_PARTS.encode(), "a.html")
    places = Places(read.text, read.marks)
    words = {"No add": "", "# Valv": "#valves", "Open": "#valves", "Close": "#valves", "Wait": "#n1", "## Pu": "#pumps"}
    words |= {"Start": "#pumps", "| a |": "#parts", "Look": "#parts", "run it": "#code", "End": "#code"}
    for begins, place in words.items():
        start = read.text.index(begins)
        assert (begins, places.between(start, start + len(begins))) == (begins, place)


@pytest.mark.parametrize(
    "contents",
    [
        {
            "items": f'<item id="n" properties="nav" href="n/nav.xhtml" media-type="{XHTML}"/>',
            "path": "OEBPS/n/nav.xhtml",
        },
        {"items": '<item id="n" href="n/toc.ncx" media-type="application/x-dtbncx+xml"/>', "path": "OEBPS/n/toc.ncx"},
    ],
    ids=["page", "before EPUB 3"],
)
def test_a_passage_of_a_book_names_the_chapter_as_its_table_of_contents_does(contents: dict[str, str]) -> None:
    listed = page('<nav><a href="../b.xhtml#x">Of  <i>valves</i></a><a href="../b.xhtml#y">More</a></nav>')
    if "ncx" in contents["path"]:
        point = '<navPoint><navLabel><text>Of valves</text></navLabel><content src="../b.xhtml"/></navPoint>'
        listed = f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{point}</navMap></ncx>'.encode()
    words = {name: page(f"<p>{name} " + "It is long. " * 90) for name in ("a.xhtml", "b.xhtml", "c.xhtml")}
    found = chunks(book(words, items=contents["items"], files={contents["path"]: listed}), "a.epub")
    places = {name[0]: [chunk.place for chunk in found if name in chunk.text] for name in words}
    assert places == {"a": [""], "b": ["chapter Of valves"], "c": ["chapter Of valves"]}


def test_what_has_neither_lines_nor_pages_has_no_place() -> None:
    assert {chunk.place for chunk in chunks("<h1>Valves</h1><p>Open it slowly.", "a.html")} == {""}


def test_places_change_no_chunk() -> None:
    read = extract(HANDBOOK.encode(), "a.md")
    chunker = find_model("all-MiniLM-L6-v2").chunker(64)
    with_, without = (chunker.split(read.text, MARKDOWN, marks) for marks in (read.marks, Marks()))
    assert [(each.text, each.hash, each.heading) for each in with_] == [
        (each.text, each.hash, each.heading) for each in without
    ]


@pytest.mark.parametrize(
    "place",
    [
        Place("page", 3, 3),
        Place("line", 12, 30),
        Place("row", 2, 40, "Budget of 2025"),
        Place("row", 1, 1, "a\nb"),
        Place("#", 1, 1, "inst all"),
        Place("chapter ", 1, 1, "3"),
    ],
)
def test_a_place_is_read_as_it_is_written(place: Place) -> None:
    assert Place.read(str(place)) == place


@pytest.mark.parametrize(
    "words", ["", "page", "pages", "line -1", "javascript:alert(1)", "chapters 3", "#", "page 1-2-3"]
)
def test_what_is_no_place_is_none(words: str) -> None:
    assert Place.read(words) is None
