import contextlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pypdf
import pytest

from include.errors import UnreadableDocument
from include.extraction import extract
from include.reading import docx as docx_reader
from include.settings import PROJECT, SAMPLE_DOCUMENTS

SLA = SAMPLE_DOCUMENTS / "product" / "sla.pdf"
WORDPROCESSING = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def reason(data: bytes, document: str) -> str:
    """Why a document is refused: one line for a person."""
    with pytest.raises(UnreadableDocument) as caught:
        extract(data, document)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def pdf(writer: pypdf.PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def archive(files: Mapping[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return file.getvalue()


def docx(body: str) -> bytes:
    types = '<Default Extension="xml" ContentType="application/xml"/>'
    target = f'<Relationship Id="r" Type="{OFFICE}" Target="word/document.xml"/>'
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{target}</Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{WORDPROCESSING}"><w:body>{body}</w:body></w:document>',
        }
    )


@pytest.mark.parametrize("document", ["a.md", "a.markdown", "a.rst", "a.txt", "A.TXT"])
def test_text_is_kept_and_byte_order_mark_and_carriage_returns_are_not(document: str) -> None:
    assert extract(b"\xef\xbb\xbfBackup \xc5\x82\r\n\r\nrestore\rtest", document).text == "Backup ł\n\nrestore\ntest"


def test_what_is_not_utf_8_is_refused_with_the_position() -> None:
    assert "UTF-8 (byte 3)" in reason(b"caf\xe9", "a.md")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_text_that_says_in_its_first_bytes_how_it_is_encoded_is_read(codec: str) -> None:
    assert extract("Größe ł".encode(codec), "a.txt").text == "Größe ł"
    assert "not valid UTF" in reason("Größe ł".encode(codec)[:6] + b"\xff", "a.txt")


@pytest.mark.parametrize("first", [".. -*- coding: latin-1 -*-", "# vim: set fileencoding=iso-8859-1 :"])
def test_text_that_declares_its_encoding_is_read_and_one_that_lies_is_not(first: str) -> None:
    assert "café" in extract(f"{first}\n\ncafé".encode("latin-1"), "a.rst").text
    assert "UTF-8 (byte" in reason(f"{first.replace('1', '999')}\ncafé".encode("latin-1"), "a.rst")


def test_nul_bytes_are_refused() -> None:
    assert "NUL" in reason(b"text\0text", "a.txt")


@pytest.mark.parametrize("document", ["a.md", "a.rst", "a.txt", "a.html"])
@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf"])
def test_a_document_without_text_is_refused(data: bytes, document: str) -> None:
    assert reason(data, document).startswith("it ")


@pytest.mark.parametrize(
    ("data", "document", "title"),
    [
        (b"---\ntitle: 'From the front'\ntags: x\n---\n# Heading\n", "a.md", "From the front"),
        (b"---\r\ntitle: From the front\r\n---\r\ntext", "a.md", "From the front"),
        (b"intro\n\n## Second\n\n# The `first` level\n", "a.md", "The `first` level"),
        (b"=====\nTitle\n=====\n\nPart\n----\n\ntext", "a.rst", "Title"),
        (b"<head><title>\n Of the\n page </title></head><h1>Heading</h1>", "a.html", "Of the page"),
        (b"<h1>Heading</h1>", "a.html", "Heading"),
        (b"no heading at all", "guides/on.call.txt", "on.call"),
        (b"# " + b"x" * 1000, "a.md", "x" * 300),
    ],
)
def test_title_is_what_the_document_calls_itself(data: bytes, document: str, title: str) -> None:
    assert extract(data, document).title == title


@pytest.mark.parametrize("text", ["---\nowner: ops\n---\n", "[link]: https://example.org\n"])
def test_markdown_without_any_block_is_named_after_its_file(text: str) -> None:
    assert extract(text.encode(), "links.md").title == "links"


def test_a_title_in_a_word_document_is_its_title() -> None:
    data = (SAMPLE_DOCUMENTS / "people" / "equipment.docx").read_bytes()
    assert extract(data, "people/equipment.docx").title == "Equipment"


PAGE = b"""<!DOCTYPE html><html><head><title>T</title><style>p {color: red}</style><script>evil()</script></head>
<body><nav>menu</nav><h1>Prices</h1><h2>Plans</h2><p>See <a href="https://bad.example/">the list</a>.
<img src="data:image/png;base64,QUJD" alt="chart"></p><script type="module">evil()</script><noscript>off</noscript>
<table><tr><th>Plan</th><th>Price</th></tr><tr><td>Heron</td><td>9</td></tr></table>
<template>hidden</template><iframe src="https://bad.example/"></iframe><!-- remark --><svg><text>art</text></svg>"""


def test_html_becomes_markdown_with_headings_and_tables() -> None:
    found = extract(PAGE, "a.html")
    assert found.markup == "text/markdown"
    assert "# Prices\n\n## Plans\n\nSee the list." in found.text
    assert "| Plan | Price |\n| --- | --- |\n| Heron | 9 |" in found.text


@pytest.mark.parametrize(
    "gone", ["evil", "color", "menu", "bad.example", "base64", "hidden", "off", "remark", "art", "DOCTYPE", "<", "]("]
)
def test_html_keeps_nothing_that_is_not_content(gone: str) -> None:
    assert gone not in extract(PAGE, "a.html").text


def test_html_video_brings_no_link_target() -> None:
    assert "bad.example" not in extract(b'<p>x</p><video src="https://bad.example/v.mp4"></video>', "a.html").text


@pytest.mark.parametrize("data", [b'<?xml version="1.0"?><p>text</p>', b"<![if IE]><p>text</p><![endif]>"])
@pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning")
def test_html_declarations_are_not_text(data: bytes) -> None:
    assert extract(data, "a.html").text == "text"


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "blockquote"])
def test_deeply_nested_html_is_text_or_refused(tag: str) -> None:
    assert "nested too deeply" in reason(f"<{tag}>".encode() * 5000 + b"deep", "a.html")
    assert "deep" in extract(f"<{tag}>".encode() * 20 + b"deep", "a.html").text


@pytest.mark.parametrize("data", ['<ol start="²"><li>a</li></ol>', '<table><tr><td colspan="²">a</td></tr></table>'])
def test_html_with_odd_numbers_is_text_or_refused(data: str) -> None:
    with contextlib.suppress(UnreadableDocument):
        assert "a" in extract(data.encode(), "a.html").text


def test_html_carriage_return_entities_do_not_break_the_markdown() -> None:
    assert extract(b"<pre>a&#13;b&#13;c&#13;d</pre><h1>T</h1>", "a.html").title == "T"


def test_html_with_a_long_run_of_spaces_takes_no_minutes() -> None:
    code = "from include.extraction import extract; print(extract(b'<p>x' + b' ' * 200_000 + b'y', 'a.html').text)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, timeout=600, capture_output=True, text=True)
    assert done.stdout == "x y\n"


@pytest.mark.parametrize("document", sorted(SAMPLE_DOCUMENTS.rglob("*.pdf")), ids=lambda path: path.name)
def test_sample_pdf_gives_text(document: Path) -> None:
    found = extract(document.read_bytes(), "a.pdf")
    assert len(found.text) > 1000
    assert found.markup == "text/plain"


def test_pdf_without_text_is_refused() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    assert "without text" in reason(pdf(writer), "a.pdf")


def test_pdf_with_a_password_is_refused_and_one_that_opens_without_is_read() -> None:
    locked = pypdf.PdfWriter(clone_from=SLA)
    locked.encrypt("secret", algorithm="AES-256")
    assert "encrypted" in reason(pdf(locked), "a.pdf")
    opened = pypdf.PdfWriter(clone_from=SLA)
    opened.encrypt("", owner_password="secret", algorithm="AES-256")
    assert "Service level agreement" in extract(pdf(opened), "a.pdf").text


@pytest.mark.parametrize("data", [b"", b"\0\1", b"%PDF-1.7\ngarbage", SLA.read_bytes()[:9000]])
def test_broken_pdf_is_refused(data: bytes) -> None:
    assert "broken PDF" in reason(data, "a.pdf")


@pytest.mark.parametrize("document", sorted(SAMPLE_DOCUMENTS.rglob("*.docx")), ids=lambda path: path.name)
def test_sample_docx_gives_headings_as_markdown(document: Path) -> None:
    found = extract(document.read_bytes(), "a.docx")
    assert "\n# " in f"\n{found.text}"
    assert "base64" not in found.text
    assert found.markup == "text/markdown"


@pytest.mark.parametrize("data", [b"", b"no zip", docx("<w:p/>")[:-30]])
def test_docx_that_is_no_archive_is_refused(data: bytes) -> None:
    assert "not a DOCX" in reason(data, "a.docx")


@pytest.mark.parametrize("data", [archive({"a.txt": "x"}), docx("<w:p>"), docx("<w:tbl><w:tr><w:tc>" * 5000)])
def test_docx_with_broken_content_is_refused(data: bytes) -> None:
    assert "broken DOCX" in reason(data, "a.docx")


def test_docx_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = archive({"word/document.xml": bytes(2_000_000)})
    assert len(data) < 10_000
    monkeypatch.setattr(docx_reader, "LARGEST_UNPACKED_BYTES", 1_000_000)
    assert "unpacks to 2,000,000 bytes" in reason(data, "a.docx")


def test_docx_text_that_looks_like_html_stays_text() -> None:
    assert extract(docx("<w:p><w:r><w:t>use &lt;b&gt;</w:t></w:r></w:p>"), "a.docx").text == "use <b>"
