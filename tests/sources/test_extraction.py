import io
from pathlib import Path

import pypdf
import pytest

from include.settings import SAMPLE_DOCUMENTS
from include.sources.extraction import extract
from include.sources.names import MEDIA_TYPES
from include.sources.reading import READERS
from include.sources.reading.installed import reader_of
from tests.sources.refusals import reason

SLA = SAMPLE_DOCUMENTS / "product" / "sla.pdf"


def pdf(writer: pypdf.PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("document", ["a.md", "a.markdown", "a.rst", "a.txt", "A.TXT"])
def test_text_is_kept_and_byte_order_mark_and_carriage_returns_are_not(document: str) -> None:
    assert extract(b"\xef\xbb\xbfBackup \xc5\x82\r\n\r\nrestore\rtest", document).text == "Backup ł\n\nrestore\ntest"


def test_a_type_that_is_not_read_is_refused_by_its_ending() -> None:
    assert "'.odt' are not read" in reason(b"PK", "a.odt")


def test_each_reader_is_named_by_a_type_that_it_reads() -> None:
    """A verdict is kept with the reader that gave it: one that is named by no type would never be looked at again."""
    assert {reader_of(f"a{ending}").split()[0] for ending in MEDIA_TYPES} == READERS.keys()


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


@pytest.mark.parametrize("data", [b"\0\1", b"%PDF-1.7\ngarbage", SLA.read_bytes()[:9000]])
def test_broken_pdf_is_refused(data: bytes) -> None:
    assert "broken PDF" in reason(data, "a.pdf")
