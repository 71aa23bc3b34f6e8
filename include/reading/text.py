"""Bytes that are text already: plain text, Markdown, reStructuredText."""

from include.errors import UnreadableDocument


def decode(data: bytes) -> str:
    """Text of a file that is nothing but text, its lines ending in a line feed.

    Raises:
        UnreadableDocument: it is not UTF-8, or it is no text.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"it is not valid UTF-8 (byte {error.start}); save it as UTF-8") from error
    if "\0" in text:
        raise UnreadableDocument("it contains NUL bytes; it is not a text file")
    return text.replace("\r\n", "\n").replace("\r", "\n")
