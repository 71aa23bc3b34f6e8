"""Books: chapters in the order of reading, and how their makers slip."""

from collections.abc import Callable, Mapping

from bench.reading.case import OURS, Case, Read, Reader
from bench.reading.zipped_files import archive

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
XHTML = "application/xhtml+xml"


def page(body: str, title: str = "<title/>", encoding: str = "utf-8") -> bytes:
    """A chapter."""
    head = f'<?xml version="1.0" encoding="{encoding}"?><html xmlns="http://www.w3.org/1999/xhtml"><head>{title}</head>'
    return f"{head}<body>{body}</body></html>".encode(encoding)


def book(
    chapters: Mapping[str, bytes],
    spine: str = "",
    *,
    title: str = "On pumps",
    items: str = "",
    files: Mapping[str, str | bytes] = {},
) -> bytes:
    """A file of chapters by path.

    Args:
        chapters: pages, by path.
        spine: their numbers in the order of reading, from 0.
        title: of the book.
        items: further elements of the manifest.
        files: further files.
    """
    listed = "".join(f'<item id="c{at}" href="{path}" media-type="{XHTML}"/>' for at, path in enumerate(chapters))
    order = "".join(f'<itemref idref="c{at}"/>' for at in spine.split() or range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title></metadata><manifest>{listed}{items}</manifest><spine>{order}</spine></package>"
    )
    packed: dict[str, str | bytes] = {"mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER}
    packed |= {
        "OEBPS/book.opf": package,
        **{f"OEBPS/{path.replace('%20', ' ')}": text for path, text in chapters.items()},
    }
    return archive({**packed, **files})


def _old_book() -> bytes:
    """As books were before EPUB 3, with the type of the document in front."""
    package = (
        '<!DOCTYPE package PUBLIC "+//ISBN 0-9673008-1-9//DTD OEB 1.2 Package//EN" "http://x.org/oebpkg12.dtd">'
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.html" media-type="text/html"/>'
        '</manifest><spine><itemref idref="a"/></spine></package>'
    )
    return archive({"META-INF/container.xml": _CONTAINER, "OEBPS/book.opf": package, "OEBPS/a.html": "<p>Old words"})


_ONE, _TWO = page("<h1>One</h1><p>First words.</p>"), page("<h1>Two</h1><p>Second words.</p>")
CASES = (
    Case(
        "two chapters",
        book({"a.xhtml": _ONE, "b.xhtml": _TWO}),
        "One First words. Two Second words.",
        ((1, "One"), (1, "Two")),
    ),
    Case(
        "another order",
        book({"a.xhtml": _ONE, "b.xhtml": _TWO}, "1 0"),
        "Two Second words. One First words.",
        ((1, "Two"), (1, "One")),
    ),
    Case(
        "a folder, and a space in a name",
        book({"text/a%20b.xhtml": _ONE}),
        "One First words.",
        ((1, "One"),),
    ),
    Case("what is listed and not there", book({"a.xhtml": _ONE}, "7 0"), "One First words.", ((1, "One"),)),
    Case("a chapter that is told twice", book({"a.xhtml": _ONE}, "0 0"), "One First words.", ((1, "One"),)),
    Case(
        "elements that XML closes at once",
        book(
            {
                "a.xhtml": page(
                    "<h1>One<a id='x'/></h1><script src='x'/><p class='y'/><p>First words.</p>", "<title/><style/>"
                )
            }
        ),
        "One First words.",
        ((1, "One"),),
    ),
    Case("a book with a document type", _old_book(), "Old words"),
    Case("another encoding", book({"a.xhtml": page("<p>Größe</p>", encoding="iso-8859-1")}), "Größe"),
    Case(
        "a table of contents",
        book(
            {"a.xhtml": _ONE},
            "0 nav",
            items=f'<item id="cnav" properties="nav" href="nav.xhtml" media-type="{XHTML}"/>',
            files={"OEBPS/nav.xhtml": page("<a>One</a>")},
        ),
        "One First words.",
        ((1, "One"),),
    ),
)


def _large() -> bytes:
    return book(
        {
            f"c{at}.xhtml": page(f"<h1>Part {at}</h1>" + "<p>Some words on it, and more of them.</p>" * 400)
            for at in range(100)
        }
    )


LARGE: Mapping[str, Callable[[], bytes]] = {"100 chapters": _large}


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    return Read(extract(data, "case.epub").text)


READERS: Mapping[str, Reader] = {OURS: _ours}
