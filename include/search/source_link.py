"""Where a passage can be opened: the page that SOURCE_LINK names, else its file or its object on S3."""

from pathlib import Path
from urllib.parse import quote

from include.link_template import filled
from include.settings import Settings
from include.sources.place import ID, LINE, PAGE, SLIDE, Place


def source_link(settings: Settings, document: str, place: str) -> str:
    """Returns an address of http, file or S3; empty where there is none.

    Args:
        document: id; not trusted, and quoted where the address wants it.
        place: of the passage in it, as `Place` writes it.
    """
    found = Place.read(place)
    line = found.first if found and found.unit == LINE else 0
    page = found.first if found and found.unit in (PAGE, SLIDE) else 0
    anchor = f"#{quote(found.part, safe='')}" if found and found.unit == ID else ""
    if settings.source_link:
        link = filled(settings.source_link, document, line, page)
        return link if "#" in link or not link else f"{link}{anchor}"
    if "://" in settings.documents_uri:
        return f"{settings.documents_uri}/{document}"  # as the AWS tools take it: not quoted
    # What readers of PDF make of it is RFC 8118; of lines nobody has a form.
    anchor = f"#page={page}" if found and found.unit == PAGE else anchor
    return f"{Path(settings.documents_uri, document).as_uri()}{anchor}"


def opens_in_a_browser(link: str) -> bool:
    """Says whether a page may lead there; a browser refuses files and does not know S3."""
    return link.startswith(("http://", "https://"))
