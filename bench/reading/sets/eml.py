"""E-mails: alternatives, attachments, encodings, and messages in messages."""

import base64
from collections.abc import Callable, Mapping

from bench.reading.case import OURS, Case, Read, Reader
from bench.reading.pdf_files import printed
from bench.reading.sets.docx import docx
from bench.reading.sets.xlsx import cell, rows, text, workbook


def mail(body: str | bytes, head: str = "", subject: str = "Pumps") -> bytes:
    """A message from Ada, and further lines of its head."""
    said = body if isinstance(body, bytes) else body.encode()
    return f"From: Ada <ada@x.org>\r\nSubject: {subject}\r\n{head}\r\n".encode() + said


def parts(kind: str, *several: str | bytes, boundary: str = "b") -> tuple[bytes, str]:
    """Body and head of a message of several parts, each with a head of its own."""
    joined = b"".join(
        f"--{boundary}\r\n".encode() + (part if isinstance(part, bytes) else part.encode()) + b"\r\n"
        for part in several
    )
    return joined + f"--{boundary}--\r\n".encode(), f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n'


def _nested(kind: str, *several: str | bytes, boundary: str) -> bytes:
    body, head = parts(kind, *several, boundary=boundary)
    return head.encode() + b"\r\n" + body


def _attached(name: str, data: bytes) -> bytes:
    head = f'Content-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return f"Content-Type: application/octet-stream\r\n{head}".encode() + base64.encodebytes(data)


_TEXT = "Content-Type: text/plain; charset=utf-8\r\n\r\nThe words.\r\n"
_HTML = "Content-Type: text/html\r\n\r\n<h2>Big</h2><p>The page.</p>\r\n"
_SHEET = 'Content-Type: text/csv\r\nContent-Disposition: attachment; filename="list.csv"\r\n\r\na,b\r\n1,2\r\n'
_PICTURE = "Content-Type: image/png\r\nContent-ID: <1>\r\n\r\nAAAA\r\n"
_PDF = 'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="bill.pdf"\r\n\r\nAAAA\r\n'
_HEAD = "Pumps From: Ada <ada@x.org>"
_PUMPS = ((1, "Pumps"),)


def _case(name: str, data: bytes, words: str, headings: tuple[tuple[int, str], ...] = _PUMPS) -> Case:
    return Case(name, data, f"{_HEAD} {words}", headings)


CASES = (
    _case("nothing but text", mail("The words.\r\n"), "The words."),
    _case(
        "to whom and when",
        mail("Hi", "To: b@x.org, c@x.org\r\nCc: d@x.org\r\nDate: Mon, 03 Mar 2025 10:00:00 +0100\r\nX-Spam: no\r\n"),
        "To: b@x.org, c@x.org Cc: d@x.org Date: Mon, 03 Mar 2025 10:00:00 +0100 Hi",
    ),
    _case(
        "quoted-printable",
        mail(
            "caf=C3=A9, a line that goes =\r\non=2E\r\n",
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
        ),
        "café, a line that goes on.",
    ),
    _case(
        "base64 in another alphabet",
        mail(
            base64.b64encode("Größe".encode("latin-1")),
            "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64\r\n",
        ),
        "Größe",
    ),
    _case(
        "quotes of Windows that say they are latin-1",
        mail(b"\x93a\x94", "Content-Type: text/plain; charset=iso-8859-1\r\n"),
        "“a”",
    ),
    _case("an alphabet that nobody knows", mail("café", "Content-Type: text/plain; charset=nonsense-7\r\n"), "café"),
    _case("text and page", mail(*parts("alternative", _TEXT, _HTML)), "The words."),
    _case(
        "an empty text and a page",
        mail(*parts("alternative", _TEXT.replace("The words.", " "), _HTML)),
        "Big The page.",
        ((1, "Pumps"), (2, "Big")),
    ),
    _case(
        "a page with its pictures",
        mail(*parts("related", _HTML, _PICTURE)),
        "Big The page.",
        ((1, "Pumps"), (2, "Big")),
    ),
    _case(
        "attachments",
        mail(*parts("mixed", _TEXT, _SHEET, _PDF)),
        "The words. list.csv a b 1 2 Attached: bill.pdf",
        ((1, "Pumps"), (2, "list.csv")),
    ),
    _case(
        "a message that was coded for the way",
        mail(
            *parts(
                "mixed",
                _TEXT,
                b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + base64.encodebytes(mail("Inner words.", subject="Re: valves")),
            )
        ),
        "The words. Re: valves From: Ada <ada@x.org> Inner words.",
        ((1, "Pumps"), (2, "Re: valves")),
    ),
    _case(
        "attached documents",
        mail(
            *parts(
                "mixed",
                _TEXT,
                _attached("bill.pdf", printed("Invoice 4711")),
                _attached("a b.docx", docx("<w:p><w:r><w:t>Terms</w:t></w:r></w:p>")),
                _attached("list.xlsx", workbook(rows(text("part") + text("price"), text("rotor") + cell("5")))),
                _attached("a.eml", mail("Inner words.", subject="Re: valves")),
                _attached("logo.png", b"AAAA"),
            )
        ),
        "The words. bill.pdf Invoice 4711 a b.docx Terms list.xlsx S1 part price rotor 5 Re: valves "
        "From: Ada <ada@x.org> Inner words. Attached: logo.png",
        (*_PUMPS, (2, "bill.pdf"), (2, "a b.docx"), (2, "list.xlsx"), (3, "S1"), (2, "Re: valves")),
    ),
    _case(
        "alternatives in a mixture",
        mail(
            *parts(
                "mixed",
                _nested("alternative", _TEXT, _nested("related", _HTML, _PICTURE, boundary="i"), boundary="a"),
                _PDF,
            )
        ),
        "The words. Attached: bill.pdf",
    ),
    _case(
        "a message in it",
        mail(
            *parts("mixed", _TEXT, b"Content-Type: message/rfc822\r\n\r\n" + mail("Inner words.", subject="Re: valves"))
        ),
        "The words. Re: valves From: Ada <ada@x.org> Inner words.",
        ((1, "Pumps"), (2, "Re: valves")),
    ),
    _case(
        "a part in letters that it has not",
        mail(*parts("mixed", _TEXT, b"Content-Type: text/plain; charset=utf-8\r\n\r\ncaf\xe9\r\n")),
        "The words.",
    ),
    _case("what looks like markup", mail("# no heading\r\n\r\n> said\r\n> before\r\n"), "# no heading > said > before"),
    Case(
        "a subject in two encodings",
        mail("Hi", subject="=?iso-8859-1?Q?caf=E9?= =?utf-8?B?w6k=?="),
        "caféé From: Ada <ada@x.org> Hi",
        ((1, "caféé"),),
    ),
)


def _large() -> bytes:
    return mail("A line of words that somebody wrote.\r\n\r\n" * 50_000)


LARGE: Mapping[str, Callable[[], bytes]] = {"2 MB of text": _large}


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    return Read(extract(data, "case.eml").text)


READERS: Mapping[str, Reader] = {OURS: _ours}
