import pytest

from include.errors import UnreadableDocument
from include.sources.extraction import Extracted, extract
from include.sources.markup import find_blocks


def read(page: str | bytes) -> Extracted:
    return extract(page if isinstance(page, bytes) else page.encode(), "a.html")


def headings(page: str) -> list[str]:
    found = read(page)
    return [block.heading for block in find_blocks(found.text, found.markup) if block.level]


def reason(page: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read(page)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_html_becomes_markdown_with_headings_lists_and_tables() -> None:
    page = """<h1>Prices</h1><h2>Plans</h2><p>See <a href="https://bad.example/">the list</a>.
    <ul><li>one<ul><li>below</ul><li>two</ul><table><tr><th>Plan<th>Price<tr><td>Heron<td>9</table>"""
    assert read(page).text == (
        "# Prices\n\n## Plans\n\nSee the list.\n\n- one\n  - below\n- two\n\n"
        "| Plan | Price |\n| --- | --- |\n| Heron | 9 |"
    )


@pytest.mark.parametrize(
    "line", ["# no", "1. no", "- no", "> no", "---", "===", "```", "a | b<br>--- | ---", "&lt;pre>"]
)
def test_a_paragraph_that_looks_like_markup_is_none(line: str) -> None:
    assert headings(f"<p>before<br>{line}</p><p>{line}</p><h2>after</h2>") == ["after"]


def test_a_row_of_a_table_is_a_row_whatever_is_in_its_cells() -> None:
    found = read("<table><tr><th>a|b<th>c<tr><td>d|e|f<td>g</table><h2>x</h2>")
    assert len(find_blocks(found.text, found.markup)) == 2
    assert "| d|e|f | g |" in found.text


def test_a_table_without_a_head_has_no_row_for_one() -> None:
    assert read("<table><tr><td>Oslo<td>1<tr><td>Bergen<td>2</table>").text.startswith(
        "|  |  |\n| --- | --- |\n| Oslo | 1 |"
    )


def test_no_line_before_the_first_is_taken_for_front_matter() -> None:
    assert read("<hr><p>title: no<hr><p>yes").title == "a"


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote", "h1><div", "ruby><rt", "pre"])
def test_deeply_nested_html_is_read_and_does_not_grow(tag: str) -> None:
    assert len(read(f"<{tag}>" * 5000 + "deep").text) < 3000


@pytest.mark.parametrize(
    "page",
    [
        '<ol start="²"><li value="9999999999999">a</ol>',
        '<table><tr><td colspan="²" rowspan=0>a<td colspan=9999999>b</table>',
        "<table><tr><td>a<td colspan=1000 rowspan=65534>b<tr><td>c</table>",
        "<li>a</li><dd>b</dd><td>c</td></ul></ruby></sup></pre>",
        "<rt>a</rt><sup>b",
        "<p>a&#0;&#xD800;&#x110000;b",
        "<pre>a&#13;b&#x2028;c</pre>",
    ],
)
def test_odd_html_is_read(page: str) -> None:
    assert "a" in read(page).text


def test_time_does_not_grow_with_the_square_of_a_long_run() -> None:
    assert read("<p>x" + " " * 200_000 + "y" + "-" * 200_000 + "z").text.startswith("x y-")
    assert read("<p>" + "-" * 200_000 + "z<br>" + "`" * 100_000).text.endswith("`")


def test_the_title_is_that_of_the_page_and_not_of_a_picture_in_it() -> None:
    assert read("<body><svg><title>no</title></svg><p>x</p><title> Of the\n page </title>").title == "Of the page"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>café".encode("latin-1"), "UTF-8 (byte 6)"),
        ("<meta charset=utf-8><p>café".encode("latin-1"), "UTF-8 (byte"),
        ("<meta charset=nonsense><p>café".encode("latin-1"), "UTF-8 (byte"),
        (b"<meta charset=shift_jis><p>\x87\xff\x87", "says it is Shift_JIS"),
        (b"<meta charset=iso-2022-kr><p>x", "save it as UTF-8"),
    ],
)
def test_bytes_that_are_not_what_the_page_declares_are_refused(page: bytes, said: str) -> None:
    assert said in reason(page)


def test_a_page_without_words_is_refused() -> None:
    assert "no text" in reason(b"<script>x()</script><img src=a>")
