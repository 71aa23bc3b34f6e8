"""An e-mail: nothing that it says of itself is believed, and its parts end."""

import base64
import gc
import time

import pytest

from bench.reading.pdf_files import printed
from bench.reading.sets.eml import mail, parts
from include.embedding.model import find_model
from include.sources.extraction import extract
from include.sources.reading import eml
from include.sources.reading.eml import DEEPEST_MESSAGE, MOST_PARTS
from include.sources.reading.eml_parts import LONGEST_HEADER
from tests.sources.refusals import reason


def text(data: bytes) -> str:
    return extract(data, "a.eml").text


def test_the_subject_is_the_title() -> None:
    assert extract(mail("Hi"), "mails/1.eml").title == "Pumps"
    assert extract(mail("Hi", subject=""), "mails/1.eml").title == "1"


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?=ff?=",
        "=?nonsense?q?a?=",
        "=?utf-8?b?###?=",
        "a\r\n\r\n b",
        "\x07bell",
        "=?utf-8?q?a=0Ab?=",
        "[x" * 999,
    ],
)
def test_a_subject_that_is_written_badly_costs_itself(subject: str) -> None:
    found = extract(mail("Body.", subject=subject), "a.eml")
    assert "Body." in found.text
    found.title.encode()
    assert "\n" not in found.title
    assert "\x07" not in found.title


def test_a_header_in_utf_8_is_read_and_a_long_one_is_cut() -> None:
    said = text(mail("Hi", "To: " + "ä@x.org, " * 100_000 + "\r\n", subject="Größe")).split("\n")
    assert said[0] == "# Größe"
    assert said[3].startswith("To: ä@x.org, ä@x.org")
    assert len(said[3]) < LONGEST_HEADER + 10


def test_thousands_of_encoded_words_cost_little() -> None:
    begun = time.process_time()
    extract(mail("Hi", subject="=?utf-8?q?a?= " * 60_000), "a.eml")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("name", ["../../etc/passwd", '"><script>', "a\r\nBcc: x"])
def test_the_name_of_an_attachment_is_words_and_no_path(name: str) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in name.encode())
    disposition = f"Content-Disposition: attachment; filename*=utf-8''{quoted}"
    read = text(mail(*parts("mixed", f"Content-Type: application/pdf\r\n{disposition}\r\n\r\nA")))
    lines = [line for line in read.split("\n") if "Attached" in line]
    assert lines == [f"Attached: {' '.join(name.split())}"]


def test_a_part_that_is_not_in_its_letters_is_left_out_and_said(caplog: pytest.LogCaptureFixture) -> None:
    plain = b"Content-Type: text/plain; charset=utf-8\r\n\r\ncaf\xe9"
    assert "café" not in text(mail(*parts("mixed", "\r\nThe words.", plain)))
    assert "left out: a part that says it is in 'utf-8', and is not" in caplog.text
    assert "without readable text" in reason(mail(*parts("mixed", plain)), "a.eml")


def test_parts_that_nothing_divides_are_text() -> None:
    assert text(mail("The words.", "Content-Type: multipart/alternative\r\n")).endswith("The words.")


def test_a_text_that_cannot_be_read_gives_way_to_the_page() -> None:
    plain = b"Content-Type: text/plain; charset=utf-8\r\n\r\ncaf\xe9"
    assert "The page." in text(mail(*parts("alternative", plain, "Content-Type: text/html\r\n\r\n<p>The page.")))


def test_a_page_is_read_in_the_letters_that_the_message_names() -> None:
    page = b"<meta charset=utf-16><p>Gr\xf6\xdfe"
    assert "Größe" in text(mail(page, "Content-Type: text/html; charset=iso-8859-1\r\n"))


def test_scripts_and_pictures_of_a_page_are_no_text() -> None:
    page = "<script>steal()</script><img src='https://x.example/pixel.png'><p onclick='x()'>Words.</p>"
    assert text(mail(page, "Content-Type: text/html\r\n")).rpartition("\n")[2] == "Words."


def test_messages_in_messages_end(caplog: pytest.LogCaptureFixture) -> None:
    data = mail("The innermost words.")
    for depth in range(DEEPEST_MESSAGE + 2):
        inner = b"Content-Type: message/rfc822\r\n\r\n" + data
        data = mail(*parts("mixed", f"\r\nLevel {depth}.", inner, boundary=f"b{depth}"))
    assert "Level 2." in text(data)
    assert "innermost" not in text(data)
    assert "a message that is attached too deep" in caplog.text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"just words\n", "it is not an e-mail"),
        (b"X-Other: a\n\nwords", "it is not an e-mail"),
        (mail(*parts("mixed", *["\r\na"] * (MOST_PARTS + 1))), "more than 1,000 parts"),
    ],
    ids=["words", "other headers", "many parts"],
)
def test_what_is_no_message_is_refused_in_one_line(data: bytes, why: str) -> None:
    assert why in reason(data, "a.eml")


def attached(name: str, data: bytes, kind: str = "application/octet-stream") -> bytes:
    head = f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    return f"{head}Content-Transfer-Encoding: base64\r\n\r\n".encode() + base64.encodebytes(data)


def test_a_passage_says_which_attached_document_it_is_of() -> None:
    bill = printed(*(f"Invoice {number} of the harbour is due in May, and not before." for number in range(40)))
    found = extract(
        mail(*parts("mixed", "\r\nSee it. " + "Words of the letter. " * 60, attached("bill.pdf", bill))), "a.eml"
    )
    cut = find_model("all-MiniLM-L6-v2").chunker(128).split(found.text, found.markup, found.marks)
    assert {chunk.place for chunk in cut if "Invoice" in chunk.text} == {"attachment bill.pdf"}
    assert cut[0].place == ""


def test_an_attached_document_that_cannot_be_read_costs_itself_and_is_said(caplog: pytest.LogCaptureFixture) -> None:
    read = text(mail(*parts("mixed", "\r\nSee it.", attached("bill.pdf", b"no PDF"), attached("b.txt", b"More."))))
    assert "See it.\n\nAttached: bill.pdf\n\n## b.txt\n\nMore." in read
    assert "left out: bill.pdf: it is a broken PDF" in caplog.text


def test_a_message_with_nothing_but_a_broken_document_is_one() -> None:
    assert text(mail(*parts("mixed", attached("bill.pdf", b"no PDF")))).endswith("Attached: bill.pdf")


@pytest.mark.parametrize(("limit", "most"), [("MOST_ATTACHED", 1), ("LONGEST_ATTACHED", 3)])
def test_attached_documents_end_and_the_others_are_named(
    limit: str, most: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(eml, limit, most)
    read = text(mail(*parts("mixed", attached("a.txt", b"First."), attached("b.txt", b"Second."))))
    assert "First." in read
    assert read.endswith("Attached: b.txt")
    assert "left out: b.txt: " in caplog.text


def test_messages_attached_as_files_end_too(caplog: pytest.LogCaptureFixture) -> None:
    data = mail("The innermost words.")
    for depth in range(DEEPEST_MESSAGE + 2):
        data = mail(*parts("mixed", f"\r\nLevel {depth}.", attached("m.eml", data), boundary=f"b{depth}"))
    assert "Level 2." in text(data)
    assert "innermost" not in text(data)
    assert "a message that is attached too deep" in caplog.text


def test_a_page_that_the_message_names_no_letters_for_says_itself_what_it_is_in() -> None:
    page = b"<meta charset=iso-8859-1><p>Gr\xf6\xdfe"
    assert "Größe" in text(mail(page, "Content-Type: text/html\r\n"))


def test_a_byte_order_mark_before_the_message_is_none_of_it() -> None:
    assert extract(b"\xef\xbb\xbf" + mail("Hi"), "a.eml").title == "Pumps"


def test_parts_that_nest_without_end_are_refused() -> None:
    data = b"\r\nend"
    for depth in range(1500):
        data = f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n".encode() + data
    gc.collect()  # what other tests left must not be taken down where no call has room any more
    assert "nest too deep" in reason(b"From: a\r\n" + data, "a.eml")
