"""What the chapters of a book are called in its table of contents. A table that is missing or broken names none."""

import posixpath
import re
from urllib.parse import unquote

from include.errors import UnreadableDocument
from include.sources.reading.blocks import clean
from include.sources.reading.office_package import Attributes, End, Package, Start

LONGEST_NAME = 200
_CLOSED = re.compile(
    rb"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)"
    rb"(?P<name>[A-Za-z][\w:-]*)(?P<attributes>(?:\s[^<>]*)?)/>",
    re.IGNORECASE,
)
"""What XML closes at once and HTML leaves open: `<title/>` would take the whole chapter for a title."""


def path_in_book(listed_in: str, target: str) -> str:
    """Returns the path of a file of which another one has the address."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(listed_in), unquote(target.partition("#")[0])))


def chapter_names(package: Package, page: str, contents: str) -> dict[str, str]:
    """Returns the name of each file that the table of contents leads to, by path; the first one counts.

    Args:
        page: path of the table as a page; empty where there is none.
        contents: the same of one in the form of before EPUB 3.
    """
    found = _of_page(package, page) if page else []
    found = found or (_of_contents(package, contents) if contents else [])
    return {path: name[:LONGEST_NAME] for path, name in reversed(found) if name}


def closed(page: bytes) -> bytes:
    """Returns a page of XML as HTML has it: an empty element has an end of its own."""
    return _CLOSED.sub(rb"<\g<name>\g<attributes>></\g<name>>", page)


def _of_page(package: Package, path: str) -> list[tuple[str, str]]:
    from turbohtml import parse

    try:
        page = parse(closed(package.whole(path)).decode("utf-8", "replace"), positions=False)
    except UnreadableDocument:
        return []
    links = ((link.attrs.get("href"), link.text) for link in page.find_all("a"))
    return [(path_in_book(path, target), _flat(text)) for target, text in links if isinstance(target, str)]


def _of_contents(package: Package, path: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    words: list[str] = []

    def leads_to(told: Attributes) -> None:
        found.append((path_in_book(path, told.get("src", "")), _flat("".join(words))))

    starts: dict[str, Start] = {"ncx:navLabel": lambda _: words.clear(), "ncx:content": leads_to}
    ends: dict[str, End] = {}
    try:
        package.read(path, starts, ends, words.append)
    except UnreadableDocument:
        return []
    return found


def _flat(text: str) -> str:
    return " ".join(clean(text).split())
