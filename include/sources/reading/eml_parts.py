"""The parts of an e-mail: what they hold, what they are called, and what a header says."""

import codecs
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from typing import Any

from include.sources.names import MEDIA_TYPES, ending
from include.sources.reading.blocks import clean

LONGEST_HEADER = 1000
"""Characters of it that are read: a list of hundreds of recipients says little."""
LONGEST_WRITTEN = 10_000
"""Characters that are looked at for it: one can be written as twelve, and Python takes the square of their number."""
_ENDINGS = {kind: suffix for suffix, kind in reversed(MEDIA_TYPES.items())}


def parsed(data: bytes) -> Message:
    """Returns a message; a mark of the order of bytes before it is passed over."""
    return BytesParser().parsebytes(data.removeprefix(codecs.BOM_UTF8))


def inner_message(part: Any) -> Message:
    """Returns a message in a message; one that was coded for the way, which none may be, is decoded."""
    inner: Message = part.get_payload(0)
    coding = part.get("Content-Transfer-Encoding", "")
    if inner.keys() or not coding:
        return inner
    inner["Content-Transfer-Encoding"] = str(coding)
    return parsed(content(inner))


def content(part: Any) -> bytes:
    """Returns the bytes of a part as they were before they were coded for the way."""
    return part.get_payload(decode=True) or b""


def file_name(part: Any) -> str:
    """Returns how a part is called; empty where it has no name."""
    return _words(part.get_filename() or "")


def document_name(part: Any) -> str:
    """Returns a name whose ending says how a part is read: its own, else that of its type; empty where it is not."""
    name, kind = file_name(part), part.get_content_type()
    if ending(name) in MEDIA_TYPES:
        return name
    known = _ENDINGS.get("text/plain" if part.get_content_maintype() == "multipart" else kind, "")
    return f"{name or 'part'}{known}" if known else ""


def header(message: Message, name: str) -> str:
    """Returns what a header says, in one line; nothing where there is none."""
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
