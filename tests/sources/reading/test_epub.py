"""A book: what is missing costs itself and is said; a protected one is refused; no file can grow without limit."""

import pytest

from bench.reading.sets.epub import book, page
from bench.reading.zipped_files import archive
from include.sources.extraction import extract
from include.sources.reading import office_package
from tests.sources.refusals import reason

WORDS = page("<h1>One</h1><p>First words.</p>")
FONTS = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><e:EncryptedData '
    'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:CipherData><e:CipherReference URI="OEBPS/{}"/></e:CipherData>'
    "</e:EncryptedData></encryption>"
)


def test_the_title_is_that_of_the_book_and_not_of_its_first_chapter() -> None:
    assert (
        extract(book({"a.xhtml": WORDS}, title="On <b>pumps</b> &amp; valves"), "a.epub").title == "On pumps & valves"
    )
    assert extract(book({"a.xhtml": WORDS}, title=" "), "a.epub").title == "One"


def test_what_is_missing_or_unreadable_is_left_out_and_said(caplog: pytest.LogCaptureFixture) -> None:
    items = (
        '<item id="c7" href="gone.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="c8" href="p.svg" media-type="image/svg+xml"/>'
    )
    broken = page("<p>é</p>", encoding="iso-8859-1").replace(b"iso-8859-1", b"utf-8")
    data = book({"a.xhtml": WORDS, "b.xhtml": broken}, "9 7 8 1 0", items=items)
    assert extract(data, "a.epub").text == "# One\n\nFirst words."
    said = [record.message.partition("left out: ")[2] for record in caplog.records]
    assert said[:-1] == [
        "c9: it is in the order of reading and not among the files",
        "OEBPS/gone.xhtml: it is missing or broken",
        "OEBPS/p.svg: a page of the type 'image/svg+xml'",
    ]
    assert said[-1].startswith("OEBPS/b.xhtml: it is not valid UTF-8")


def test_a_book_whose_fonts_are_encrypted_is_read_and_one_whose_chapters_are_is_not() -> None:
    def protected(path: str) -> bytes:
        return book({"a.xhtml": WORDS}, files={"META-INF/encryption.xml": FONTS.format(path)})

    assert "First words." in extract(protected("font.otf"), "a.epub").text
    assert "it is a protected EPUB (DRM)" in reason(protected("a.xhtml"), "a.epub")


def test_no_path_leads_out_of_the_book() -> None:
    assert "OEBPS" not in (said := reason(book({"../../../../etc/passwd": WORDS}), "a.epub"))
    assert "etc/passwd: it is missing" in said


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no zip", "it is not an EPUB file (no zip archive)"),
        (archive({"mimetype": "application/epub+zip"}), "it does not say where its chapters are"),
        (archive({"META-INF/container.xml": "<!DOCTYPE a><container/>"}), "it does not say where its chapters are"),
        (book({"a.xhtml": WORDS}, files={"OEBPS/book.opf": "<package"}), "it is a broken EPUB file (OEBPS/book.opf: "),
        (book({}), "no text that could be embedded"),
    ],
    ids=["no archive", "no container", "declares a type", "broken", "no chapters"],
)
def test_what_is_no_book_is_refused_in_one_line(data: bytes, why: str) -> None:
    assert why in reason(data, "a.epub")


def test_a_bomb_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    data = book({"a.xhtml": WORDS, "b.xhtml": page(" " * 2_000_000)})
    assert len(data) < 10_000
    monkeypatch.setattr(office_package, "LARGEST_PART_BYTES", 1_000_000)
    assert extract(data, "a.epub").text == "# One\n\nFirst words."
    assert "OEBPS/b.xhtml unpacks to 2,000," in caplog.text
    monkeypatch.setattr(office_package, "LARGEST_UNPACKED_BYTES", 1_000_000)
    assert "unpacks to 2,00" in reason(data, "a.epub")
