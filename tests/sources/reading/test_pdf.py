"""What a PDF is refused for, and what is said of one that is read in part."""

import io
import logging
import sys

import pypdf
import pytest

from bench.reading.pdf_files import PdfFile, lines, printed
from include.sources.extraction import extract
from tests.sources.refusals import reason

UNKNOWN = " ".join(f"/g{number}" for number in range(90))
CODING = f"<< /Type /Encoding /Differences [33 {UNKNOWN}] >>"
FONT = f"<< /Type /Font /Subtype /Type1 /BaseFont /X+Foo /Encoding {CODING} >>"


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(printed("The key hangs in the hall.")))
    writer.encrypt(password, owner_password="secret", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_page_in_unknown_letters_is_left_out_and_said(caplog: pytest.LogCaptureFixture) -> None:
    file = PdfFile()
    data = file.finish([lines("Words here.").replace("F1", "F2"), lines("Dq rwkhu sdjh")], font=file.add(FONT))
    with caplog.at_level(logging.WARNING):
        assert extract(data, "a.pdf").text == "Words here."
    assert "a.pdf: left out: page 2: its fonts do not say which letters they show" in caplog.messages


def test_a_document_in_unknown_letters_is_refused_with_the_reason() -> None:
    file = PdfFile()
    assert "fonts do not say" in reason(file.finish([lines("Dq rwkhu sdjh")], font=file.add(FONT)), "a.pdf")


def test_a_form_that_a_program_draws_is_refused() -> None:
    file = PdfFile()
    form = file.stream("<template/>")
    root = f"/NeedsRendering true /AcroForm << /Fields [] /XFA {form} >>"
    assert "XFA" in reason(file.finish([lines("Please wait...")], root=root), "a.pdf")


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_refused(cut: float) -> None:
    data = printed(*(f"Line {number}" for number in range(40)))
    assert "broken PDF" in reason(data[: int(len(data) * cut)], "a.pdf")


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encrypted("")
    assert "key hangs" in extract(data, "a.pdf").text
    assert "encrypted" in reason(encrypted("hidden"), "a.pdf")
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert "pypdfium2" in reason(data, "a.pdf")
