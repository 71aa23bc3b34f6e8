"""An e-mail as Markdown: subject, who wrote to whom and when, the text; attached texts and messages, others by name.

Of a message that is there as text and as HTML the text is read. No header is believed: where letters are not as one
says, the part is left out, and said.
"""

import codecs
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from typing import Any

from include.errors import UnreadableDocument
from include.sources.markup import MARKDOWN
from include.sources.reading.blocks import Blocks, clean
from include.sources.reading.html import read_html
from include.sources.reading.outcome import Outcome
from include.sources.reading.pictures import without_long_data

SHOWN = ("From", "To", "Cc", "Date")
KNOWN = (*SHOWN, "Subject", "Received", "Message-ID")
"""A file that has none of them is no message."""
DEEPEST_MESSAGE = 5
"""Messages in messages that are read."""
MOST_PARTS = 1000
LONGEST_HEADER = 1000
"""Characters of it that are read: a list of hundreds of recipients says little."""
LONGEST_WRITTEN = 10_000
"""Characters that are looked at for it: one can be written as twelve, and Python takes the square of their number."""
_READ = ("text/plain", "text/html", "text/markdown", "text/csv")
_UTF_8_MARK = codecs.BOM_UTF8
_AS_WINDOWS = {"ascii": "cp1252", "iso8859-1": "cp1252"}
"""What says so is often in the code page of Windows, which has the same letters and more: mail programs read it so."""


def read_message(data: bytes) -> Outcome:
    """Returns the text of a message.

    Raises:
        UnreadableDocument: it is no message, has no text that can be read, or parts without end.
    """
    reader = _Reader()
    try:
        message = BytesParser().parsebytes(data)
        if not any(name in message for name in KNOWN):
            raise UnreadableDocument("it is not an e-mail (it says neither from whom nor to whom nor when)")
        reader.message(message, depth=1)
    except RecursionError as error:
        raise UnreadableDocument("its parts nest too deep") from error
    if not reader.has_text and reader.left_out:
        raise UnreadableDocument(f"it is an e-mail without readable text ({reader.left_out[0]})")
    text = without_long_data(reader.blocks.text())
    return Outcome(text, MARKDOWN, title=_header(message, "Subject"), left_out=reader.left_out)


class _Reader:
    def __init__(self) -> None:
        self.blocks = Blocks()
        self.left_out: list[str] = []
        self.has_text = False
        self._parts = 0

    def message(self, message: Message, depth: int) -> None:
        self.blocks.heading(depth, _header(message, "Subject"))
        told = ((name, _header(message, name)) for name in SHOWN)
        self.blocks.paragraph("\n".join(f"{name}: {value}" for name, value in told if value))
        self._part(message, depth)

    def _part(self, part: Any, depth: int) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise UnreadableDocument(f"it has more than {MOST_PARTS:,} parts")
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            if depth < DEEPEST_MESSAGE:
                self.message(part.get_payload(0), depth + 1)
            else:
                self.left_out.append("a message that is attached too deep")
        elif not part.is_multipart():
            self._leaf(part, depth)
        elif kind == "multipart/alternative":
            self._alternative(part.get_payload(), depth)
        else:
            for inner in part.get_payload():
                if kind != "multipart/related" or inner.get_content_maintype() in ("text", "multipart"):
                    self._part(inner, depth)  # what else is related are pictures of the page

    def _alternative(self, parts: Any, depth: int) -> None:
        """The same several times: as text, else the last form that can be read, which is the best one."""
        plain = [part for part in parts if part.get_content_type() == "text/plain" and (self._text(part) or "").strip()]
        others = [part for part in parts if part.is_multipart() or part.get_content_type() in _READ]
        for part in plain[:1] or others[-1:]:
            self._part(part, depth)

    def _leaf(self, part: Any, depth: int) -> None:
        name, kind = _words(part.get_filename() or ""), part.get_content_type()
        if kind not in _READ and part.get_content_maintype() != "multipart":  # one without parts is text
            self.blocks.paragraph(f"Attached: {name or kind}")
            return
        text = self._text(part)
        if text is None:
            return
        self.has_text = True
        if name:
            self.blocks.heading(depth + 1, name)
        if kind == "text/html":
            self.blocks.whole(read_html(_UTF_8_MARK + text.encode())[0])
        else:
            self.blocks.paragraph(clean(text.replace("\r\n", "\n")))

    def _text(self, part: Any) -> str | None:
        """The text of a part; None where its bytes are not in the letters that it names."""
        data, charset = part.get_payload(decode=True) or b"", part.get_content_charset() or "utf-8"
        try:
            codec = codecs.lookup(charset).name
        except (LookupError, ValueError):
            codec = ""
        for name in filter(None, ("utf-8" if codec in ("", "ascii") else "", _AS_WINDOWS.get(codec, ""), codec)):
            try:
                return str(data.decode(name))
            except (UnicodeError, LookupError):  # of a codec that makes no text
                continue
        self.left_out.append(f"a part that says it is in {charset!r}, and is not")
        return None


def _header(message: Message, name: str) -> str:
    """What a header says, in one line; nothing where there is none."""
    raw = (value for told, value in message.raw_items() if told.lower() == name.lower())
    return _words(next(raw, ""))


def _words(raw: str) -> str:
    """A header in letters. Addresses in it are not taken apart: that takes the square of a long list's length."""
    if len(raw) > LONGEST_WRITTEN:
        raw = raw[:LONGEST_WRITTEN].rpartition(" ")[0]
    raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    with suppress(MessageError, ValueError, LookupError):  # an alphabet that it is not in, or that nobody knows
        raw = str(make_header(decode_header(raw)))
    words = " ".join(clean(raw).split())
    return words if len(words) <= LONGEST_HEADER else f"{words[:LONGEST_HEADER]} …"
