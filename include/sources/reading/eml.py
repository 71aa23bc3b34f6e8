"""An e-mail as Markdown: subject, who wrote to whom and when, the text; what is attached, or its name.

Of a message that is there as text and as HTML the text is read. No header is believed: where letters are not as one
says, the part is left out, and said.
"""

import codecs
from collections.abc import Callable
from email.message import Message
from typing import Any

from include.errors import UnreadableDocument
from include.sources.markup import MARKDOWN
from include.sources.names import MEDIA_TYPES, media_type
from include.sources.place import ATTACHMENT
from include.sources.reading import attached
from include.sources.reading.blocks import Blocks
from include.sources.reading.eml_parts import content, document_name, file_name, header, inner_message, parsed
from include.sources.reading.outcome import Outcome
from include.sources.reading.pictures import without_long_data

SHOWN = ("From", "To", "Cc", "Date")
KNOWN = (*SHOWN, "Subject", "Received", "Message-ID")
"""A file that has none of them is no message."""
DEEPEST_MESSAGE = 5
"""Messages in messages that are read."""
MOST_PARTS = 1000
MOST_ATTACHED = 100
"""Attached documents that are read; of the others there are the names."""
LONGEST_ATTACHED = 5_000_000
"""Characters of all of them: past it, of the others there are the names."""
_READ = ("text/plain", "text/html", "text/markdown", "text/csv")
_AS_WINDOWS = {"ascii": "cp1252", "iso8859-1": "cp1252"}
"""What says so is often in the code page of Windows, which has the same letters and more: mail programs read it so."""


def read_message(data: bytes, read: Callable[[bytes, str], Outcome]) -> Outcome:
    """Returns the text of a message.

    Args:
        read: reads a document that came with it, by its name.

    Raises:
        UnreadableDocument: it is no message, has no text that can be read, or parts without end.
    """
    reader = _Reader(read)
    try:
        message = parsed(data)
        if not any(name in message for name in KNOWN):
            raise UnreadableDocument("it is not an e-mail (it says neither from whom nor to whom nor when)")
        reader.message(message, depth=1)
    except RecursionError as error:
        raise UnreadableDocument("its parts nest too deep") from error
    if not reader.has_text and reader.unread:
        raise UnreadableDocument(f"it is an e-mail without readable text ({reader.unread})")
    whole = reader.blocks.text()
    text = without_long_data(whole)
    marks = reader.blocks.marks(ATTACHMENT).kept(whole, text)
    return Outcome(text, MARKDOWN, header(message, "Subject"), marks, reader.left_out)


class _Reader:
    def __init__(self, read: Callable[[bytes, str], Outcome]) -> None:
        self.blocks = Blocks()
        self.left_out: list[str] = []
        self.has_text = False
        self.unread = ""
        """A text that could not be read."""
        self._read = read
        self._parts = self._attached = self._characters = 0

    def message(self, message: Message, depth: int) -> None:
        self.blocks.heading(depth, header(message, "Subject"))
        told = ((name, header(message, name)) for name in SHOWN)
        self.blocks.paragraph("\n".join(f"{name}: {value}" for name, value in told if value))
        self._part(message, depth)

    def _part(self, part: Any, depth: int) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise UnreadableDocument(f"it has more than {MOST_PARTS:,} parts")
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            self._message_in_it(inner_message(part), depth)
        elif not part.is_multipart():
            self._leaf(part, depth)
        elif kind == "multipart/alternative":
            self._alternative(part.get_payload(), depth)
        else:
            for inner in part.get_payload():
                if (
                    kind != "multipart/related"
                    or inner.get_content_maintype() in ("text", "multipart")
                    or document_name(inner)
                ):
                    self._part(inner, depth)  # what else is related are pictures of the page

    def _message_in_it(self, message: Message, depth: int) -> None:
        if depth < DEEPEST_MESSAGE:
            self.message(message, depth + 1)
        else:
            self.left_out.append("a message that is attached too deep")

    def _alternative(self, parts: Any, depth: int) -> None:
        """The same several times: as text, else the last form that can be read, which is the best one."""
        plain = [part for part in parts if part.get_content_type() == "text/plain" and (self._text(part) or "").strip()]
        others = [part for part in parts if part.is_multipart() or part.get_content_type() in _READ]
        for part in plain[:1] or others[-1:]:
            self._part(part, depth)

    def _leaf(self, part: Any, depth: int) -> None:
        document = document_name(part)
        if not document:
            self.blocks.paragraph(f"Attached: {file_name(part) or part.get_content_type()}")
        elif media_type(document) == MEDIA_TYPES[".eml"]:
            self._message_in_it(parsed(content(part)), depth)
        elif (data := self._document_bytes(part, document)) is not None:
            self._document(data, document, file_name(part), depth)

    def _document_bytes(self, part: Any, document: str) -> bytes | None:
        """Those of a text in UTF-8, whatever the message says that it is in; a page may say it itself."""
        kind = media_type(document)
        said = part.get_content_charset() or kind != MEDIA_TYPES[".html"]
        if not (kind.startswith("text/") and part.get_content_maintype() in ("text", "multipart") and said):
            return content(part)
        text = self._text(part)
        return None if text is None else codecs.BOM_UTF8 + text.encode("utf-8", "replace")

    def _document(self, data: bytes, document: str, name: str, depth: int) -> None:
        """The text of the message; where it has a name, one that came with it."""
        try:
            if name:
                self._count()
            read = self._read(data, document)
        except UnreadableDocument as error:
            self.left_out.append(f"{name or 'a part'}: {error}")
            if name:
                self.blocks.paragraph(f"Attached: {name}")
            else:
                self.unread = self.unread or str(error)
            return
        self.has_text = True
        self.left_out += [f"{name}: {what}" for what in read.left_out]
        self._characters += len(read.text) if name else 0
        self.blocks.part = name
        self.blocks.heading(depth + 1, name)
        attached.add(self.blocks, read, depth + 2)
        self.blocks.part = ""

    def _count(self) -> None:
        self._attached += 1
        if self._attached > MOST_ATTACHED:
            raise UnreadableDocument(f"of more than {MOST_ATTACHED} attached documents the others are not read")
        if self._characters > LONGEST_ATTACHED:
            raise UnreadableDocument(f"the documents before it have more than {LONGEST_ATTACHED:,} characters")

    def _text(self, part: Any) -> str | None:
        """The text of a part; None where its bytes are not in the letters that it names."""
        data, charset = content(part), part.get_content_charset() or "utf-8"
        try:
            codec = codecs.lookup(charset).name
        except (LookupError, ValueError):
            codec = ""
        for name in filter(None, ("utf-8" if codec in ("", "ascii") else "", _AS_WINDOWS.get(codec, ""), codec)):
            try:
                return str(data.decode(name))
            except (UnicodeError, LookupError):  # of a codec that makes no text
                continue
        why = f"a part that says it is in {charset!r}, and is not"
        self.left_out.append(why)
        self.unread = self.unread or why
        return None
