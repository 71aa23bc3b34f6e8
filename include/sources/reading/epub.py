"""EPUB as Markdown: the chapters in the order of reading, each read as any page of HTML.

The table of contents is left out, for it repeats the headings; so is what is missing, and said. A protected book is
refused: its chapters are no text. Nothing outside the file is opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from include.errors import UnreadableDocument
from include.sources.markup import MARKDOWN
from include.sources.place import CHAPTER
from include.sources.reading.blocks import Blocks, clean
from include.sources.reading.epub_contents import chapter_names, closed, path_in_book
from include.sources.reading.html import read_html
from include.sources.reading.office_package import Attributes, End, Package, Start
from include.sources.reading.outcome import Outcome
from include.sources.reading.pictures import without_long_data

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_CONTENTS, _IS_NAVIGATION = "application/x-dtbncx+xml", "nav"


@dataclass(slots=True)
class _Book:
    """What the package document says."""

    titles: list[str] = field(default_factory=list)
    contents: str = ""
    """Path of the table of contents, as books of before EPUB 3 have it."""
    navigation: str = ""
    """Path of the page that is one."""
    items: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Path, media type and properties, by id."""
    spine: list[str] = field(default_factory=list)
    """Ids, in the order of reading."""


def read_book(data: bytes) -> Outcome:
    """Returns the text of a book.

    Raises:
        UnreadableDocument: it is no EPUB, protected, or unpacks to too much.
    """
    package = Package(data, "EPUB")
    main = _main(package)
    book = _book(package, main)
    protected = _protected(package)
    named = chapter_names(package, book.navigation, book.contents)
    blocks = Blocks()
    left_out: list[str] = []
    for path in _chapters(book, left_out):
        if path.lower() in protected:
            raise UnreadableDocument("it is a protected EPUB (DRM); only one without protection can be read")
        try:
            blocks.part = named.get(path, blocks.part)
            blocks.whole(read_html(closed(package.whole(path))).text)
        except UnreadableDocument as error:
            left_out.append(f"{path}: {error}")
    whole = blocks.text()
    text = without_long_data(whole)
    marks = blocks.marks(CHAPTER).kept(whole, text)
    if not text and left_out:
        raise UnreadableDocument(f"it is an EPUB without text ({left_out[0]})")
    return Outcome(text, MARKDOWN, next(iter(book.titles), ""), marks, left_out)


def _main(package: Package) -> str:
    """Where the package document is."""
    found: list[str] = []
    starts: dict[str, Start] = {"ocf:rootfile": lambda told: found.append(told.get("full-path", ""))}
    package.read_if_there("META-INF/container.xml", starts, {})
    if not found:
        raise UnreadableDocument("it is not an EPUB file (it does not say where its chapters are)")
    return unquote(found[0])


def _book(package: Package, main: str) -> _Book:
    book, words, taking = _Book(), list[str](), [False]

    def item(found: Attributes) -> None:
        path = path_in_book(main, found.get("href", ""))
        book.items[found.get("id", "")] = path, found.get("media-type", ""), found.get("properties", "")
        if found.get("media-type") == _CONTENTS:
            book.contents = path
        if _IS_NAVIGATION in found.get("properties", "").split():
            book.navigation = path

    def end_title() -> None:
        taking[0] = False
        if title := " ".join(clean("".join(words)).split()):
            book.titles.append(title)
        words.clear()

    starts: dict[str, Start] = {
        "dc:title": lambda _: taking.__setitem__(0, True),
        "opf:item": item,
        "opf:itemref": lambda found: book.spine.append(found.get("idref", "")),
    }
    ends: dict[str, End] = {"dc:title": end_title}
    package.read(main, starts, ends, lambda data: words.append(data) if taking[0] else None)
    return book


def _chapters(book: _Book, left_out: list[str]) -> Iterator[str]:
    """Paths of the chapters, each once; what is listed and has no path is added to what is left out."""
    for id_ in dict.fromkeys(book.spine):
        path, media_type, properties = book.items.get(id_, ("", "", ""))
        if not path:
            left_out.append(f"{id_}: it is in the order of reading and not among the files")
        elif media_type not in _PAGES:
            left_out.append(f"{path}: a page of the type {media_type!r}")
        elif _IS_NAVIGATION not in properties.split():
            yield path


def _protected(package: Package) -> set[str]:
    """Paths of what is encrypted; fonts may be, and are not read."""
    found: set[str] = set()
    starts: dict[str, Start] = {"enc:CipherReference": lambda told: found.add(unquote(told.get("URI", "")).lower())}
    package.read_if_there("META-INF/encryption.xml", starts, {})
    return found
